package dev.larder.internal.interop;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.Cache;
import dev.larder.CacheBuilder;
import dev.larder.ValueFormat;
import dev.larder.compressor.bzip2.Bzip2Compressor;
import dev.larder.compressor.zlib.ZlibCompressor;
import dev.larder.serializer.json.JsonSerializer;
import dev.larder.serializer.msgpack.MessagePackSerializer;
import dev.larder.serializer.yaml.YamlSerializer;
import dev.larder.spi.Compressor;
import dev.larder.spi.Serializer;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Values as django-redis-cache has written and read them; {@code pickle} has no counterpart, nor shall it have one. */
class ValuesInteropTest {
    private static final Map<String, Object> FILE = Vectors.file("values.json");
    private static final List<String> COMPRESSORS = List.of("none", "zlib6", "zlib5", "bzip2_9");

    /** The layout is another, so that the bytes of many values differ. */
    private static final Set<String> ANY = Set.of("any");

    /**
     * What differs between a format here and there.
     *
     * @param serializer the format
     * @param notWritten values that the seed itself cannot write, or not read back
     * @param notRead values that the seed reads and a cache of {@code Object} does not: a miss with a reason
     * @param asWrittenHere brings the seed's bytes into the layout of ours
     * @param writtenOtherwise values whose bytes differ even so, though both are read as the same
     * @param foreign bytes that the seed refuses, and what is read here
     */
    record Format(
            Serializer serializer,
            Set<String> notWritten,
            Set<String> notRead,
            UnaryOperator<byte[]> asWrittenHere,
            Set<String> writtenOtherwise,
            Map<String, Object> foreign) {
        String name() {
            return serializer.name();
        }

        @Override
        public String toString() {
            return name();
        }
    }

    /** Each format that both know. */
    private static final List<Format> FORMATS = List.of(
            new Format(
                    new JsonSerializer(),
                    Set.of("dict_tuple_key", "bytes_binary", "bytes_42", "dict_bytes", "datetime_utc", "decimal"),
                    Set.of(),
                    ValuesInteropTest::compactJson,
                    // 1e+22 there, 1.0E22 here
                    Set.of("float_1e22", "float_1e-7", "float_min", "float_max", "float_0.0001"),
                    // Python takes no mark of the byte order
                    Map.of("\ufeff1", "1")),
            new Format(
                    new MessagePackSerializer(),
                    Set.of("bytes_binary", "datetime_utc", "decimal", "dict_bytes", "dict_tuple_key", "list_2_64"),
                    Set.of(),
                    UnaryOperator.identity(),
                    // keys of an Object are text; and str8, which the seed reads, is shorter than what it writes
                    Set.of("dict_float_key", "dict_int_keys", "str_emoji", "str_len255", "str_len32", "str_long_120"),
                    Map.of()),
            new Format(
                    new YamlSerializer(),
                    Set.of("decimal"),
                    // a tuple is the name of a property there
                    Set.of("dict_tuple_key"),
                    UnaryOperator.identity(),
                    // texts are quoted here, and what repeats stands twice
                    ANY,
                    // digits that YAML 1.1 and 1.2 take for different things
                    Map.of("1__0", "null")));

    static Stream<Case> formats() {
        return FORMATS.stream().flatMap(format -> COMPRESSORS.stream().map(each -> new Case(format, each)));
    }

    record Case(Format format, String compressor) {
        @Override
        public String toString() {
            return format + " " + compressor;
        }

        CacheBuilder caches(Memory memory, ValueFormat valueFormat) {
            CacheBuilder caches = memory.caches().serializer(format.serializer).valueFormat(valueFormat);
            Compressor by = compressing();
            return by == null ? caches : caches.compressor(by);
        }

        @Nullable
        Compressor compressing() {
            return switch (compressor) {
                case "none" -> null;
                case "zlib6" -> ZlibCompressor.level(6);
                case "zlib5" -> ZlibCompressor.level(5);
                default -> new Bzip2Compressor();
            };
        }

        /** The number of rows in the file. */
        int foreignRows() {
            return switch (compressor) {
                case "none" -> format.name().equals("json") ? 22 : 23;
                case "zlib6" -> format.name().equals("msgpack") ? 26 : 21;
                default -> 0;
            };
        }

        byte[] restored(byte[] bytes) {
            Compressor by = compressing();
            return by == null || bytes[0] == '-' || (bytes[0] >= '0' && bytes[0] <= '9')
                    ? bytes
                    : by.decompress(bytes, 1 << 20);
        }

        List<Map<String, Object>> rows(String section) {
            return Vectors.objects(FILE, section).stream()
                    .filter(row ->
                            format.name().equals(row.get("serializer")) && compressor.equals(row.get("compressor")))
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("formats")
    void a_bare_value_is_read_by_caches_of_either_format(Case given) {
        Set<String> absent = new TreeSet<>();
        Set<String> unreadable = new TreeSet<>();
        List<Map<String, Object>> rows = given.rows("rows");
        for (Map<String, Object> row : rows) {
            String name = Vectors.text(row, "value");
            if (!row.containsKey("stored") || row.containsKey("read_error")) {
                absent.add(name);
                continue;
            }
            Memory memory = new Memory();
            memory.plant("k", Vectors.stored(row));
            for (ValueFormat format : ValueFormat.values()) {
                Cache<Object> cache = given.caches(memory, format).build(Object.class);
                Object read = cache.get("k");
                if (read == null) {
                    assertThat(cache.explain("k").unreadable()).as(name).isNotEmpty();
                    unreadable.add(name);
                } else {
                    assertThat(Vectors.widened(read)).as(name).isEqualTo(Vectors.widened(expected(row)));
                }
            }
        }
        assertThat(rows).hasSize(62);
        assertThat(absent).containsExactlyInAnyOrderElementsOf(given.format.notWritten);
        assertThat(unreadable).containsExactlyInAnyOrderElementsOf(given.format.notRead);
    }

    @ParameterizedTest
    @MethodSource("formats")
    void what_is_written_bare_says_the_same_as_what_django_redis_cache_writes(Case given) {
        int same = 0;
        Set<String> other = new TreeSet<>();
        for (Map<String, Object> row : given.rows("rows")) {
            String name = Vectors.text(row, "value");
            Object value = row.containsKey("stored") && !row.containsKey("read_error") ? expected(row) : null;
            if (value == null || given.format.notRead.contains(name)) {
                continue;
            }
            Memory memory = new Memory();
            Cache<Object> cache = given.caches(memory, ValueFormat.PLAIN).build(Object.class);
            cache.set("k", value);
            byte[] written = memory.stored("k");
            byte[] theirs = Vectors.stored(row);
            assertThat(Vectors.widened(cache.get("k"))).as(name).isEqualTo(Vectors.widened(value));
            if (value instanceof Integer || value instanceof Long || value instanceof BigInteger) {
                assertThat(written).as(name).isEqualTo(theirs);
            } else if (given.compressing() != null) {
                assertThat(written[0]).as(name).isEqualTo(theirs[0]);
            }
            if (Arrays.equals(given.restored(written), given.format.asWrittenHere.apply(given.restored(theirs)))) {
                same++;
            } else {
                other.add(name);
            }
        }
        if (given.format.writtenOtherwise.equals(ANY)) {
            return;
        }
        assertThat(other).containsExactlyInAnyOrderElementsOf(given.format.writtenOtherwise);
        assertThat(same)
                .isEqualTo(62
                        - Stream.of(given.format.notWritten, given.format.notRead, other)
                                .mapToInt(Set::size)
                                .sum());
    }

    @ParameterizedTest
    @MethodSource("formats")
    void bytes_that_others_left_are_read_or_refused_as_there(Case given) {
        List<Map<String, Object>> rows = given.rows("foreign_bytes");
        Map<String, Object> differing = new LinkedHashMap<>();
        for (Map<String, Object> row : rows) {
            byte[] bytes = Vectors.base64(row, "bytes_b64");
            Memory memory = new Memory();
            memory.plant("k", bytes);
            for (ValueFormat format : ValueFormat.values()) {
                Object read = given.caches(memory, format).build(Object.class).get("k");
                Object there = row.containsKey("read") ? Vectors.value(Vectors.object(row.get("read"))) : null;
                if (!Objects.equals(Vectors.widened(read), Vectors.widened(there))) {
                    differing.put(new String(bytes, UTF_8), String.valueOf(read));
                }
            }
        }
        assertThat(rows.size()).isEqualTo(given.foreignRows());
        assertThat(differing).isEqualTo(given.compressor.equals("none") ? given.format.foreign : Map.of());
    }

    private static @Nullable Object expected(Map<String, Object> row) {
        Object read = row.get("read");
        if (read == null) {
            Map<String, Object> inputs = Vectors.object(Objects.requireNonNull(FILE.get("inputs")));
            read = Objects.requireNonNull(inputs.get(Vectors.text(row, "value")));
        }
        return Vectors.value(Vectors.object(read));
    }

    /** Python puts spaces between, and escapes all but ASCII and the last of that; Jackson does neither. */
    private static byte[] compactJson(byte[] python) {
        String text = new String(python, US_ASCII);
        StringBuilder compact = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' && text.charAt(i + 1) == 'u') {
                char escaped = (char) Integer.parseInt(text.substring(i + 2, i + 6), 16);
                compact.append(escaped < ' ' ? text.substring(i, i + 6) : String.valueOf(escaped));
                i += 5;
            } else if (c == '\\') {
                compact.append(c).append(text.charAt(++i));
            } else if (quoted || c != ' ') {
                compact.append(c);
                quoted ^= c == '"';
            }
        }
        return compact.toString().getBytes(UTF_8);
    }
}
