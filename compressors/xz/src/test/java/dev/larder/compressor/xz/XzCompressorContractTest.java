package dev.larder.compressor.xz;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.larder.spi.Compressor;
import dev.larder.testkit.CompressorContract;
import org.junit.jupiter.api.Test;

class XzCompressorContractTest extends CompressorContract {
    @Override
    protected Compressor compressor() {
        return new XzCompressor();
    }

    @Test
    void every_level_is_read_by_every_other() {
        byte[] text = "to be or not to be, ".repeat(100).getBytes(UTF_8);
        for (int level = 0; level <= 9; level += 4) {
            byte[] compressed = XzCompressor.level(level).compress(text);
            assertThat(compressed).hasSizeLessThan(text.length);
            assertThat(compressor().decompress(compressed, text.length)).isEqualTo(text);
        }
    }

    @Test
    void levels_that_do_not_exist_are_refused() {
        for (int level : new int[] {-1, 10}) {
            assertThatThrownBy(() -> XzCompressor.level(level))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("from 0 to 9 but was " + level);
        }
    }
}
