package dev.larder.internal.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.CacheBuilder;
import dev.larder.ValueFormat;
import dev.larder.ValueType;
import dev.larder.serializer.json.JsonSerializer;
import dev.larder.testkit.GoldenValues;
import dev.larder.testkit.GoldenValues.Golden;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GoldenValuesTest {
    static List<Golden> all() {
        return GoldenValues.all();
    }

    @ParameterizedTest
    @MethodSource("all")
    void what_a_release_has_written_is_read_for_ever(Golden golden) throws UnreadableException {
        assertRead(golden, golden.type());
    }

    private static <V> void assertRead(Golden golden, ValueType<V> type) throws UnreadableException {
        for (ValueFormat format : ValueFormat.values()) {
            ValueCodec<V> codec = Codecs.of(caches -> configured(caches.valueFormat(format), golden), type);
            Decoded<V> decoded = codec.decodeLoaded(golden.bytes());
            assertThat(decoded.value()).isEqualTo(expected(golden));
            assertThat(decoded.loadMillis()).isEqualTo(golden.loadMillis());
            assertThat(decoded.graceMillis()).isEqualTo(golden.graceMillis());
        }
    }

    /** Bare values need the settings that wrote them; an envelope is read with any. */
    private static CacheBuilder configured(CacheBuilder caches, Golden golden) {
        if (golden.format() == ValueFormat.ENVELOPE) {
            return caches.serializer("json");
        }
        CacheBuilder alike = caches.serializer(golden.serializer());
        return golden.compressor().isEmpty() ? alike : alike.compressor(golden.compressor());
    }

    private static Object expected(Golden golden) {
        Object value = new JsonSerializer()
                .deserialize(golden.json().getBytes(UTF_8), golden.type().type());
        return value == null ? Optional.empty() : value;
    }

    @Test
    void there_is_one_of_each_kind() {
        List<Golden> all = GoldenValues.all();
        assertThat(all).hasSizeGreaterThanOrEqualTo(GoldenValuesWriter.LINES.size());
        assertThat(all).extracting(Golden::file).doesNotHaveDuplicates().containsAll(GoldenValuesWriter.files());
        assertThat(all)
                .filteredOn(golden -> !golden.compressor().isEmpty())
                .extracting(Golden::compressor)
                .contains("zlib", "bzip2", "xz", "zstd", "lz4");
        assertThat(all).extracting(Golden::serializer).contains("java", "json", "yaml", "msgpack");
        assertThat(all).anyMatch(golden -> golden.graceMillis() > 0);
        assertThat(all).anyMatch(golden -> golden.loadMillis() > 0 && golden.graceMillis() == 0);
    }

    @Test
    void the_layout_is_the_one_that_is_golden() {
        assertThat(GoldenValues.all())
                .filteredOn(golden -> golden.file().startsWith("envelope-1/"))
                .isNotEmpty()
                .allMatch(golden -> golden.bytes()[0] == (byte) 0xC1 && (golden.bytes()[1] & 0xF0) == 0x10);
    }
}
