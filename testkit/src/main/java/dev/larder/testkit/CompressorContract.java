package dev.larder.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.larder.spi.Compressor;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every compressor does; a home says which. */
@Timeout(120)
public abstract class CompressorContract {
    private static final int LIMIT = 4 << 20;
    private static final byte[] TEXT =
            "The quick brown fox jumps over the lazy dog. ".repeat(50).getBytes(UTF_8);

    /** For homes. */
    protected CompressorContract() {}

    /** The compressor, as users get it without settings. */
    protected abstract Compressor compressor();

    /** What there is to compress. */
    static Stream<byte[]> values() {
        byte[] random = new byte[100_000];
        new Random(1).nextBytes(random);
        return Stream.of(new byte[0], new byte[1], new byte[] {'x'}, TEXT, random, new byte[1 << 20], new byte[] {
            (byte) 0xC1, 0x10, 0, 0
        });
    }

    @Test
    final void has_a_name_that_fits_into_values() {
        assertThat(compressor().name())
                .matches("[a-z0-9-]{1,15}")
                .isEqualTo(compressor().name());
    }

    @ParameterizedTest
    @MethodSource("values")
    final void bytes_come_back(byte[] bytes) {
        byte[] given = bytes.clone();
        byte[] compressed = compressor().compress(given);
        assertThat(given).isEqualTo(bytes);
        byte[] kept = compressed.clone();
        assertThat(compressor().decompress(compressed, LIMIT)).isEqualTo(bytes);
        assertThat(compressed).isEqualTo(kept);
    }

    @Test
    final void repetitive_bytes_become_fewer() {
        assertThat(compressor().compress(TEXT)).hasSizeLessThan(TEXT.length / 3);
        assertThat(compressor().compress(new byte[1 << 20])).hasSizeLessThan(20_000);
    }

    @Test
    final void the_limit_holds_to_the_byte() {
        byte[] compressed = compressor().compress(TEXT);
        assertThat(compressor().decompress(compressed, TEXT.length)).isEqualTo(TEXT);
        for (int limit : new int[] {0, 1, TEXT.length - 1}) {
            assertThatThrownBy(() -> compressor().decompress(compressed, limit)).isInstanceOf(RuntimeException.class);
        }
        assertThat(compressor().decompress(compressor().compress(new byte[0]), 0))
                .isEmpty();
    }

    @Test
    final void a_bomb_is_refused() {
        byte[] bomb = compressor().compress(new byte[64 << 20]);
        assertThatThrownBy(() -> compressor().decompress(bomb, 1 << 20)).isInstanceOf(RuntimeException.class);
    }

    @Test
    final void what_is_cut_off_is_refused() {
        byte[] whole = compressor().compress(TEXT);
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> compressor().decompress(cut, LIMIT))
                    .as("%d of %d bytes", length, whole.length)
                    .isInstanceOf(RuntimeException.class);
        }
    }

    @Test
    final void what_follows_the_end_is_refused() {
        byte[] whole = compressor().compress(TEXT);
        for (int more : new int[] {1, 2, 7, 100}) {
            byte[] followed = Arrays.copyOf(whole, whole.length + more);
            Arrays.fill(followed, whole.length, followed.length, (byte) 'x');
            assertThatThrownBy(() -> compressor().decompress(followed, LIMIT))
                    .as("%d bytes more", more)
                    .isInstanceOf(RuntimeException.class);
        }
    }

    @Test
    final void garbage_ends_soon_and_takes_no_more_than_the_limit() {
        Random random = new Random(3);
        byte[] whole = compressor().compress(TEXT);
        for (int i = 0; i < 3_000; i++) {
            byte[] garbled = i % 2 == 0 ? whole.clone() : new byte[random.nextInt(200)];
            if (i % 2 == 0) {
                garbled[random.nextInt(garbled.length)] = (byte) random.nextInt();
            } else {
                random.nextBytes(garbled);
            }
            byte[] restored;
            try {
                restored = compressor().decompress(garbled, LIMIT);
            } catch (RuntimeException refused) {
                continue;
            }
            assertThat(restored).hasSizeLessThanOrEqualTo(LIMIT);
        }
    }

    @Test
    final void many_threads_use_it_at_once() {
        Compressor compressor = compressor();
        IntStream.range(0, 500).parallel().forEach(i -> {
            byte[] bytes = ("value " + i + " ").repeat(100).getBytes(UTF_8);
            assertThat(compressor.decompress(compressor.compress(bytes), LIMIT)).isEqualTo(bytes);
        });
    }
}
