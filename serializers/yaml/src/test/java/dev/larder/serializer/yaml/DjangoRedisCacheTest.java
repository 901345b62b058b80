package dev.larder.serializer.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.larder.ValueType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Base64;
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

/** Values that django-redis-cache has written by PyYAML. */
class DjangoRedisCacheTest {
    record Nested(User user, List<Map<String, Object>> list) {}

    record User(int id, String name, List<String> tags, Meta meta) {}

    record Meta(boolean ok, double score, @Nullable Object none) {}

    private static final JsonNode WRITTEN = written();

    private final YamlSerializer yaml = new YamlSerializer();

    static Stream<Row> rows() {
        return WRITTEN.path("rows").valueStream().map(Row::new);
    }

    @ParameterizedTest
    @MethodSource("rows")
    void reads_as_an_object_what_python_reads(Row row) {
        switch (row.name()) {
            // a class that a tag names, which Python refuses too, and a key that is no text
            case "decimal", "dict_tuple_key" ->
                assertThatExceptionOfType(JacksonException.class)
                        .isThrownBy(() -> yaml.deserialize(row.bytes(), Object.class));
            case "datetime_utc" ->
                assertThat(yaml.deserialize(row.bytes(), Object.class)).isEqualTo("2020-01-02T03:04:05+00:00");
            default ->
                assertThat(yaml.deserialize(row.bytes(), Object.class))
                        .usingRecursiveComparison()
                        .withEqualsForType(Double::equals, Double.class)
                        .isEqualTo(row.read());
        }
    }

    @Test
    void python_refuses_the_decimals_that_it_writes() {
        assertThat(rows().filter(Row::isRefused).map(Row::name)).containsExactly("decimal");
        assertThat(rows()).hasSize(55);
    }

    @Test
    void reads_into_the_types_that_are_declared() {
        assertThat(read("str_42", ValueType.of(String.class))).isEqualTo("42");
        assertThat(read("str_1e3", ValueType.of(String.class))).isEqualTo("1e3");
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
        assertThat(read("bytes_binary", ValueType.of(byte[].class)))
                .isEqualTo(row("bytes_binary").input());
        assertThat(read("datetime_utc", ValueType.of(Instant.class))).isEqualTo(Instant.parse("2020-01-02T03:04:05Z"));
        assertThat(read("datetime_utc", ValueType.of(OffsetDateTime.class)))
                .isEqualTo(OffsetDateTime.parse("2020-01-02T03:04:05Z"));
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
                assertThat(yaml.deserialize(row.bytes(), type)).isInstanceOfAny(type);
            } catch (JacksonException refused) {
                assertThat(refused).hasMessageNotContaining("Error");
            }
        }
    }

    private @Nullable Object read(String name, ValueType<?> type) {
        return yaml.deserialize(row(name).bytes(), type.type());
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

    /** A value that was written. */
    record Row(JsonNode fields) {
        String name() {
            return fields.path("value").stringValue();
        }

        byte[] bytes() {
            if (fields.has("stored")) {
                return base64(fields.path("stored"));
            }
            try (InputStream in = new InflaterInputStream(new ByteArrayInputStream(base64(fields.path("deflated"))))) {
                return in.readAllBytes();
            } catch (IOException damaged) {
                throw new UncheckedIOException(damaged);
            }
        }

        boolean isRefused() {
            return fields.has("read_error");
        }

        @Nullable
        Object read() {
            return fields.has("read") ? value(fields.path("read")) : input();
        }

        @Nullable
        Object input() {
            return value(fields.path("input"));
        }

        private static @Nullable Object value(JsonNode tagged) {
            JsonNode value = tagged.path("v");
            return switch (tagged.path("t").stringValue()) {
                case "none" -> null;
                case "str" -> value.isMissingNode() ? longText(tagged) : value.stringValue();
                case "bool" -> value.booleanValue();
                case "int" -> whole(new BigInteger(value.stringValue()));
                case "float" ->
                    Double.longBitsToDouble(
                            Long.parseUnsignedLong(tagged.path("bits").stringValue(), 16));
                case "bytes" -> base64(tagged.path("b64"));
                case "list", "tuple" -> {
                    List<@Nullable Object> list = new ArrayList<>();
                    value.forEach(each -> list.add(value(each)));
                    yield list;
                }
                case "dict" -> {
                    Map<Object, @Nullable Object> map = new LinkedHashMap<>();
                    value.forEach(pair ->
                            map.put(Objects.requireNonNull(value(pair.path(0))).toString(), value(pair.path(1))));
                    yield map;
                }
                default -> throw new IllegalArgumentException("no value is described by " + tagged);
            };
        }

        private static String longText(JsonNode tagged) {
            if (!tagged.has("rule")) {
                return tagged.path("head")
                        .stringValue()
                        .substring(0, 1)
                        .repeat(tagged.path("len").intValue());
            }
            StringBuilder text = new StringBuilder();
            for (long i = 0; i < 13_000; i++) {
                text.append(String.format("%06d:", i * 7919 % 1_000_003));
            }
            return text.append("\u00fc".repeat(4500)).append("z".repeat(4500)).toString();
        }

        private static Number whole(BigInteger number) {
            if (number.bitLength() < Integer.SIZE) {
                return number.intValue();
            }
            return number.bitLength() < Long.SIZE ? (Number) number.longValue() : number;
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
