package dev.larder.serializer.msgpack;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.larder.ValueType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Values that django-redis-cache has written, and ours as it reads them. */
class DjangoRedisCacheTest {
    record Nested(User user, List<Map<String, Object>> list) {}

    record User(int id, String name, List<String> tags, Meta meta) {}

    record Meta(boolean ok, double score, @Nullable Object none) {}

    private static final JsonNode WRITTEN = written();

    private final MessagePackSerializer msgpack = new MessagePackSerializer();

    static Stream<Row> rows() {
        return WRITTEN.path("rows").valueStream().map(Row::new);
    }

    static Stream<Row> foreign() {
        return WRITTEN.path("foreign").valueStream().map(Row::new);
    }

    static Stream<Row> rowsThatPythonReadsBack() {
        // a fraction as a key is text here, and Python's bytes were no bin then
        return rows().filter(row -> !row.isRefused()
                && !row.name().equals("dict_float_key")
                && !row.name().startsWith("bytes_"));
    }

    @ParameterizedTest
    @MethodSource({"rows", "foreign"})
    void reads_as_an_object_what_python_reads(Row row) {
        // a byte[] is equal to itself alone, so it is no key
        if (row.isRefused() || row.name().equals("map with bin key")) {
            assertThatExceptionOfType(JacksonException.class)
                    .isThrownBy(() -> msgpack.deserialize(row.bytes(), Object.class));
        } else {
            assertThat(msgpack.deserialize(row.bytes(), Object.class)).isEqualTo(row.read(KeysAs.TEXT));
        }
    }

    @ParameterizedTest
    @MethodSource("rows")
    void reads_what_newer_writers_of_python_write(Row row) {
        byte[] newer = row.newerBytes();
        if (newer != null && row.isBytes()) {
            assertThat(msgpack.deserialize(newer, byte[].class)).isEqualTo(row.input(KeysAs.TEXT));
            assertThat(msgpack.deserialize(newer, Object.class)).isEqualTo(row.input(KeysAs.TEXT));
        } else if (newer != null && !row.isRefused()) {
            assertThat(msgpack.deserialize(newer, Object.class)).isEqualTo(row.read(KeysAs.TEXT));
        }
    }

    /** It reads its own bytes, those of its newer version, and str 8 and bin: see {@link #foreign}. */
    @ParameterizedTest
    @MethodSource("rowsThatPythonReadsBack")
    void writes_the_bytes_that_python_writes(Row row) {
        Object value = row.read(KeysAs.NUMBERS);
        if (value == null) {
            return;
        }
        byte[] newer = row.newerBytes();
        assertThat(msgpack.serialize(value, Object.class))
                .asHexString()
                .isEqualTo(HexFormat.of().withUpperCase().formatHex(newer == null ? row.bytes() : newer));
    }

    @Test
    void old_raw_is_bytes_where_the_type_says_so() {
        assertThat(msgpack.deserialize(row("bytes_binary").bytes(), byte[].class))
                .isEqualTo(row("bytes_binary").input(KeysAs.TEXT));
        assertThat(msgpack.deserialize(row("bytes_42").bytes(), byte[].class)).isEqualTo("42".getBytes(US_ASCII));
        Map<?, ?> raw = (Map<?, ?>) Objects.requireNonNull(read("dict_bytes", new ValueType<Map<String, byte[]>>() {}));
        assertThat(raw.get("raw")).isEqualTo(new byte[] {-1, 0});
        assertThat(read("str_emoji", ValueType.of(byte[].class)))
                .isEqualTo(Objects.requireNonNull(row("str_emoji").read(KeysAs.TEXT))
                        .toString()
                        .getBytes(UTF_8));
    }

    @Test
    void reads_into_the_types_that_are_declared() {
        assertThat(read("str_42", ValueType.of(String.class))).isEqualTo("42");
        assertThat(read("bool_true", ValueType.of(Boolean.class))).isEqualTo(true);
        assertThat(read("float_pi", ValueType.of(Double.class))).isEqualTo(Math.PI);
        assertThat(read("float_1.5", ValueType.of(Float.class))).isEqualTo(1.5f);
        assertThat(read("float_1e22", ValueType.of(BigDecimal.class))).isEqualTo(new BigDecimal("1.0E+22"));
        assertThat(read("float_nan", ValueType.of(Double.class))).isEqualTo(Double.NaN);
        assertThat(read("list_ints", new ValueType<List<Integer>>() {})).isEqualTo(List.of(1, 2, 3));
        assertThat(read("list_ints", ValueType.of(int[].class))).isEqualTo(new int[] {1, 2, 3});
        assertThat(read("list_bigints", new ValueType<List<BigInteger>>() {}))
                .isEqualTo(List.of(
                        BigInteger.TWO.pow(31),
                        BigInteger.TWO.pow(32),
                        BigInteger.valueOf(Long.MAX_VALUE),
                        BigInteger.valueOf(Long.MIN_VALUE),
                        BigInteger.TWO.pow(64).subtract(BigInteger.ONE)));
        assertThat(read("dict_int_keys", new ValueType<Map<Integer, String>>() {}))
                .isEqualTo(Map.of(1, "one", 2, "two"));
        assertThat(read("dict_float_key", new ValueType<Map<Double, String>>() {}))
                .isEqualTo(Map.of(1.5, "x"));
        assertThat(read("dict_nested", ValueType.of(Nested.class)))
                .isEqualTo(new Nested(
                        new User(7, "Zo\u00eb", List.of("x", "y"), new Meta(true, 9.5, null)),
                        List.of(Map.of("k", "v"), Map.of())));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void is_refused_or_fits_whatever_is_declared(Row row) {
        for (Class<?> type : List.of(String.class, Long.class, Double.class, Boolean.class, User.class, List.class)) {
            try {
                assertThat(msgpack.deserialize(row.bytes(), type)).isInstanceOfAny(type);
            } catch (JacksonException refused) {
                assertThat(refused).hasMessageNotContaining("Error");
            }
        }
    }

    private @Nullable Object read(String name, ValueType<?> type) {
        return msgpack.deserialize(row(name).bytes(), type.type());
    }

    private static Row row(String name) {
        return rows().filter(row -> row.name().equals(name)).findFirst().orElseThrow();
    }

    private static JsonNode written() {
        try (InputStream file = DjangoRedisCacheTest.class.getResourceAsStream("/django-redis-cache.json")) {
            return JsonMapper.shared().readTree(file);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    enum KeysAs {
        TEXT,
        NUMBERS
    }

    /** A value that was written, or bytes that were put there by others. */
    record Row(JsonNode fields) {
        String name() {
            return fields.path("value").asString(fields.path("what").asString(""));
        }

        byte[] bytes() {
            if (fields.has("hex")) {
                return HexFormat.of().parseHex(fields.path("hex").stringValue());
            }
            if (fields.has("stored")) {
                return base64(fields.path("stored"));
            }
            try (InputStream in = new InflaterInputStream(new ByteArrayInputStream(base64(fields.path("deflated"))))) {
                return in.readAllBytes();
            } catch (IOException damaged) {
                throw new UncheckedIOException(damaged);
            }
        }

        byte @Nullable [] newerBytes() {
            return fields.has("stored_by_newer") ? base64(fields.path("stored_by_newer")) : null;
        }

        boolean isRefused() {
            return fields.has("read_error");
        }

        boolean isBytes() {
            return fields.path("input").path("t").asString().equals("bytes");
        }

        @Nullable
        Object read(KeysAs keys) {
            return fields.has("read") ? value(fields.path("read"), keys) : input(keys);
        }

        @Nullable
        Object input(KeysAs keys) {
            return value(fields.path("input"), keys);
        }

        private static @Nullable Object value(JsonNode tagged, KeysAs keys) {
            JsonNode value = tagged.path("v");
            return switch (tagged.path("t").stringValue()) {
                case "none" -> null;
                case "str" -> value.isMissingNode() ? repeated(tagged) : value.stringValue();
                case "bool" -> value.booleanValue();
                case "int" -> whole(value.stringValue());
                case "float" ->
                    Double.longBitsToDouble(
                            Long.parseUnsignedLong(tagged.path("bits").stringValue(), 16));
                case "bytes" -> base64(tagged.path("b64"));
                case "list", "tuple" -> {
                    List<@Nullable Object> list = new ArrayList<>();
                    value.forEach(each -> list.add(value(each, keys)));
                    yield list;
                }
                case "dict" -> {
                    Map<Object, @Nullable Object> map = new LinkedHashMap<>();
                    value.forEach(pair -> {
                        Object key = Objects.requireNonNull(value(pair.path(0), keys));
                        map.put(keys == KeysAs.TEXT ? key.toString() : key, value(pair.path(1), keys));
                    });
                    yield map;
                }
                default -> throw new IllegalArgumentException("no value is described by " + tagged);
            };
        }

        private static String repeated(JsonNode tagged) {
            return tagged.path("head")
                    .stringValue()
                    .substring(0, 1)
                    .repeat(tagged.path("len").intValue());
        }

        private static Object whole(String digits) {
            BigInteger number = new BigInteger(digits);
            return number.bitLength() < 32
                    ? (Object) number.intValue()
                    : number.bitLength() < 64 ? (Object) number.longValue() : number;
        }

        private static byte[] base64(JsonNode text) {
            return Base64.getDecoder().decode(text.stringValue());
        }

        @Override
        public String toString() {
            return name();
        }
    }
}
