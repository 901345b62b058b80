package dev.larder.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.larder.compressor.bzip2.Bzip2Compressor;
import dev.larder.compressor.lz4.Lz4Compressor;
import dev.larder.compressor.xz.XzCompressor;
import dev.larder.compressor.zlib.ZlibCompressor;
import dev.larder.compressor.zstd.ZstdCompressor;
import dev.larder.serializer.java.JavaSerializer;
import dev.larder.serializer.json.JsonSerializer;
import dev.larder.serializer.msgpack.MessagePackSerializer;
import dev.larder.serializer.yaml.YamlSerializer;
import dev.larder.spi.Compressor;
import dev.larder.spi.Serializer;
import java.io.Serializable;
import java.lang.reflect.Type;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What a reader makes of bytes that nobody wrote: a value it can write again, or a RuntimeException. */
class ReadersFuzzTest {
    private static final int LIMIT = 1 << 16;

    record Sample(
            @Nullable String text,
            long number,
            double fraction,
            @Nullable Boolean flag) implements Serializable {}

    @FuzzTest(maxDuration = "60s")
    void java(byte[] bytes) {
        read(JavaSerializer.allowing(Sample.class, Types.Level.class), bytes);
    }

    @FuzzTest(maxDuration = "60s")
    void json(byte[] bytes) {
        read(new JsonSerializer(), bytes);
    }

    @FuzzTest(maxDuration = "60s")
    void msgpack(byte[] bytes) {
        read(new MessagePackSerializer(), bytes);
    }

    @FuzzTest(maxDuration = "60s")
    void yaml(byte[] bytes) {
        read(new YamlSerializer(), bytes);
    }

    @FuzzTest(maxDuration = "60s")
    void zlib(byte[] bytes) {
        restore(new ZlibCompressor(), bytes);
    }

    @FuzzTest(maxDuration = "60s")
    void bzip2(byte[] bytes) {
        restore(new Bzip2Compressor(), bytes);
    }

    @FuzzTest(maxDuration = "60s")
    void xz(byte[] bytes) {
        restore(new XzCompressor(), bytes);
    }

    @FuzzTest(maxDuration = "60s")
    void zstd(byte[] bytes) {
        restore(new ZstdCompressor(), bytes);
    }

    @FuzzTest(maxDuration = "60s")
    void lz4(byte[] bytes) {
        restore(new Lz4Compressor(), bytes);
    }

    /** The first byte says as what the others are read. */
    private static void read(Serializer serializer, byte[] bytes) {
        if (bytes.length == 0) {
            return;
        }
        Type type = Types.ALL.get((bytes[0] & 0xFF) % Types.ALL.size());
        Object value;
        try {
            value = serializer.deserialize(Arrays.copyOfRange(bytes, 1, bytes.length), type);
        } catch (RuntimeException refused) {
            return;
        }
        if (value == null) {
            return;
        }
        byte[] again;
        try {
            again = serializer.serialize(value, type);
        } catch (RuntimeException unwritable) {
            // YAML's anchors and Java's references can make what contains itself
            return;
        }
        assertThat(serializer.deserialize(again, type)).isNotNull();
        if (type == Types.SAMPLE) {
            assertThat(value).isInstanceOf(Sample.class);
            assertThat(serializer.deserialize(again, type)).isEqualTo(value);
        }
    }

    private static void restore(Compressor compressor, byte[] bytes) {
        byte[] restored;
        try {
            restored = compressor.decompress(bytes, LIMIT);
        } catch (RuntimeException refused) {
            return;
        }
        assertThat(restored).hasSizeLessThanOrEqualTo(LIMIT);
        assertThat(compressor.decompress(compressor.compress(restored), LIMIT)).isEqualTo(restored);
    }
}
