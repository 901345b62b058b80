package dev.larder.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.larder.Cache;
import dev.larder.CacheBuilder;
import dev.larder.CacheSettings;
import dev.larder.Connections;
import dev.larder.Topology;
import dev.larder.ValueType;
import dev.larder.internal.codec.UnreadableException;
import dev.larder.internal.codec.ValueCodec;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a cache makes of bytes in Redis, whatever they are: a value or a reason, and never another value than was written. */
class EnvelopeFuzzTest {
    private static final int CHECKSUM = 10;
    private static final int CHECKSUM_END = 14;
    static final Map<String, Object> VALUE =
            Map.of("text", "to be or not to be, ".repeat(20), "list", List.of(1, 2.5, true));

    private static final ValueType<Map<String, Object>> TYPE = new ValueType<>() {};
    static final List<ValueCodec<Map<String, Object>>> CODECS = Stream.of("java", "json", "msgpack", "yaml")
            .flatMap(serializer -> Stream.of("", "zlib", "bzip2", "xz", "zstd", "lz4")
                    .map(compressor -> codec(serializer, compressor)))
            .toList();

    static Stream<byte[]> written() {
        return CODECS.stream().map(codec -> codec.encode(VALUE));
    }

    private static ValueCodec<Map<String, Object>> codec(String serializer, String compressor) {
        AtomicReference<@Nullable CacheSettings> made = new AtomicReference<>();
        Connections listening = new Connections() {
            @Override
            public <V> Cache<V> cache(CacheSettings settings, ValueType<V> type) {
                made.set(settings);
                return CacheBuilder.connectTo(Topology.none()).build(type);
            }
        };
        CacheBuilder builder = CacheBuilder.connectTo(Topology.inMemory())
                .provider(connection -> listening)
                .serializer(serializer)
                .compressFromBytes(0)
                .maxValueBytes(1 << 16);
        (compressor.isEmpty() ? builder : builder.compressor(compressor))
                .build(TYPE)
                .close();
        CacheSettings settings = Objects.requireNonNull(made.get());
        return new ValueCodec<>(settings, settings.serializer(), TYPE);
    }

    @ParameterizedTest
    @MethodSource("written")
    void what_one_codec_writes_all_others_read(byte[] written) throws UnreadableException {
        for (ValueCodec<Map<String, Object>> codec : CODECS) {
            assertThat(codec.decode(written)).isEqualTo(VALUE);
        }
    }

    @FuzzTest(maxDuration = "60s")
    void any_bytes(byte[] bytes) {
        for (int i = 0; i < CODECS.size(); i += 6) {
            readable(CODECS.get(i), bytes);
        }
    }

    /**
     * The checksum itself is left alone, for a fuzzer that sees comparisons would forge it; and who changes the first byte
     * changes no other, for bytes that begin otherwise may be those of another writer, who adds no checksum.
     */
    @FuzzTest(maxDuration = "60s")
    void changed_bytes(FuzzedDataProvider data) {
        ValueCodec<Map<String, Object>> codec = CODECS.get(data.consumeInt(0, CODECS.size() - 1));
        byte[] bytes = codec.encode(VALUE);
        if (data.consumeBoolean()) {
            bytes[0] = data.consumeByte();
        }
        int changes = bytes[0] == (byte) ValueCodec.MAGIC ? data.consumeInt(1, 8) : 0;
        for (int i = 0; i < changes; i++) {
            int at = data.consumeInt(1, bytes.length - 1);
            if (at < CHECKSUM || at >= CHECKSUM_END) {
                bytes[at] = data.consumeByte();
            }
        }
        Map<String, Object> value = readable(codec, bytes);
        if (value != null) {
            assertThat(value).isEqualTo(VALUE);
        }
    }

    private static @Nullable Map<String, Object> readable(ValueCodec<Map<String, Object>> codec, byte[] bytes) {
        try {
            return codec.decode(bytes);
        } catch (UnreadableException reason) {
            assertThat(reason.reason()).isNotBlank();
            return null;
        }
    }
}
