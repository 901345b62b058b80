package dev.larder.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.compressor.bzip2.Bzip2Compressor;
import dev.larder.compressor.lz4.Lz4Compressor;
import dev.larder.compressor.xz.XzCompressor;
import dev.larder.compressor.zlib.ZlibCompressor;
import dev.larder.compressor.zstd.ZstdCompressor;
import dev.larder.fuzz.ReadersFuzzTest.Sample;
import dev.larder.internal.codec.UnreadableException;
import dev.larder.internal.codec.ValueCodec;
import dev.larder.serializer.java.JavaSerializer;
import dev.larder.serializer.json.JsonSerializer;
import dev.larder.serializer.msgpack.MessagePackSerializer;
import dev.larder.serializer.yaml.YamlSerializer;
import dev.larder.spi.Compressor;
import dev.larder.spi.Serializer;
import java.io.IOException;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the fuzzer begins with is something that its reader can read; {@code -Dseeds.write} writes it anew. */
class SeedsTest {
    private static final byte[] RAW = "to be or not to be, ".repeat(20).getBytes(UTF_8);

    static Stream<Serializer> serializers() {
        return Stream.of(
                JavaSerializer.allowing(Sample.class, Types.Level.class),
                new JsonSerializer(),
                new MessagePackSerializer(),
                new YamlSerializer());
    }

    static Stream<Compressor> compressors() {
        return List.of(
                new ZlibCompressor(),
                new Bzip2Compressor(),
                new XzCompressor(),
                new ZstdCompressor(),
                new Lz4Compressor())
                .stream();
    }

    @ParameterizedTest
    @MethodSource("serializers")
    void a_seed_of_a_serializer_is_a_value(Serializer serializer) throws IOException {
        for (int i = 0; i < Types.ALL.size(); i++) {
            Type type = Types.ALL.get(i);
            Object value = Types.VALUES.get(i);
            byte[] seed = seed(serializer.name(), "type-" + i, typed(i, serializer.serialize(value, type)));
            assertThat(serializer.deserialize(Arrays.copyOfRange(seed, 1, seed.length), type))
                    .isEqualTo(value);
        }
    }

    private static byte[] typed(int type, byte[] bytes) {
        byte[] typed = new byte[bytes.length + 1];
        typed[0] = (byte) type;
        System.arraycopy(bytes, 0, typed, 1, bytes.length);
        return typed;
    }

    @ParameterizedTest
    @MethodSource("compressors")
    void a_seed_of_a_compressor_can_be_restored(Compressor compressor) throws IOException {
        byte[] seed = seed(compressor.name(), "sample", compressor.compress(RAW));
        assertThat(compressor.decompress(seed, RAW.length)).isEqualTo(RAW);
    }

    @Test
    void a_seed_of_the_envelope_is_a_value() throws IOException, UnreadableException {
        for (int i = 0; i < EnvelopeFuzzTest.CODECS.size(); i++) {
            ValueCodec<Map<String, Object>> codec = EnvelopeFuzzTest.CODECS.get(i);
            byte[] seed = seed("EnvelopeFuzzTest", "any_bytes", "codec-" + i, codec.encode(EnvelopeFuzzTest.VALUE));
            assertThat(codec.decode(seed)).isEqualTo(EnvelopeFuzzTest.VALUE);
        }
    }

    private static byte[] seed(String target, String name, byte[] fresh) throws IOException {
        return seed("ReadersFuzzTest", target, name, fresh);
    }

    private static byte[] seed(String test, String target, String name, byte[] fresh) throws IOException {
        Path file = Path.of("src/test/resources/dev/larder/fuzz", test + "Inputs", target, name);
        if (System.getProperty("seeds.write") != null) {
            Files.createDirectories(file.getParent());
            Files.write(file, fresh);
        }
        return Files.readAllBytes(file);
    }
}
