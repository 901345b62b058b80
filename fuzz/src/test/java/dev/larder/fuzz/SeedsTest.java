package dev.larder.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.compressor.bzip2.Bzip2Compressor;
import dev.larder.compressor.lz4.Lz4Compressor;
import dev.larder.compressor.xz.XzCompressor;
import dev.larder.compressor.zlib.ZlibCompressor;
import dev.larder.compressor.zstd.ZstdCompressor;
import dev.larder.fuzz.ReadersFuzzTest.Sample;
import dev.larder.serializer.java.JavaSerializer;
import dev.larder.serializer.json.JsonSerializer;
import dev.larder.serializer.msgpack.MessagePackSerializer;
import dev.larder.serializer.yaml.YamlSerializer;
import dev.larder.spi.Compressor;
import dev.larder.spi.Serializer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the fuzzer begins with is something that its reader can read; {@code -Dseeds.write} writes it anew. */
class SeedsTest {
    private static final Sample SAMPLE = new Sample("text \u00e4\ud83d\ude00", -1L << 40, 1.5, true);
    private static final byte[] RAW = "to be or not to be, ".repeat(20).getBytes(UTF_8);

    static Stream<Serializer> serializers() {
        return Stream.of(
                JavaSerializer.allowing(Sample.class),
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
        byte[] seed = seed(serializer.name(), serializer.serialize(SAMPLE, Sample.class));
        assertThat(serializer.deserialize(seed, Sample.class)).isEqualTo(SAMPLE);
    }

    @ParameterizedTest
    @MethodSource("compressors")
    void a_seed_of_a_compressor_can_be_restored(Compressor compressor) throws IOException {
        byte[] seed = seed(compressor.name(), compressor.compress(RAW));
        assertThat(compressor.decompress(seed, RAW.length)).isEqualTo(RAW);
    }

    private static byte[] seed(String target, byte[] fresh) throws IOException {
        Path file = Path.of("src/test/resources/dev/larder/fuzz/ReadersFuzzTestInputs", target, "sample");
        if (System.getProperty("seeds.write") != null) {
            Files.createDirectories(file.getParent());
            Files.write(file, fresh);
        }
        return Files.readAllBytes(file);
    }
}
