package dev.larder.serializer.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.larder.ValueType;
import dev.larder.spi.Serializer;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Month;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

class JsonSerializerTest {
    enum Color {
        RED,
        GREEN {
            @Override
            public String toString() {
                return "green";
            }
        }
    }

    record Address(String street, @Nullable Integer number) {}

    record User(
            String name, int age, List<Address> addresses, Map<Color, BigDecimal> prices, Optional<Instant> since) {}

    record Box<T>(T content) {}

    record Nothing() {}

    record Primitives(byte b, char c, short s, int i, long l, float f, double d, boolean z) {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
    @JsonSubTypes({@JsonSubTypes.Type(Circle.class), @JsonSubTypes.Type(Square.class)})
    sealed interface Shape permits Circle, Square {}

    record Circle(double radius) implements Shape {}

    record Square(double side) implements Shape {}

    /** A bean that a class hint could name. */
    public static final class Gadget {
        static int made;

        public Gadget() {
            made++;
        }
    }

    private final JsonSerializer json = new JsonSerializer();

    @Test
    void is_found_by_its_name() {
        assertThat(ServiceLoader.load(Serializer.class))
                .singleElement()
                .isInstanceOf(JsonSerializer.class)
                .extracting(Serializer::name)
                .isEqualTo("json");
    }

    @Test
    void makes_no_module_that_merely_lies_on_the_class_path() {
        assertThat(JsonMapper.builder().findAndAddModules().build().registeredModules())
                .hasAtLeastOneElementOfType(UnwantedModule.class);
        UnwantedModule.made = 0;
        json.serialize("a", String.class);
        assertThat(UnwantedModule.made).isZero();
    }

    @Test
    void writes_compact_json_as_it_always_did() {
        Type users = new ValueType<List<User>>() {}.type();
        User user = new User(
                "Zo\u00eb \ud83d\ude00 \"q\" \n",
                3,
                List.of(new Address("Main", null)),
                new TreeMap<>(Map.of(Color.RED, new BigDecimal("1.10"), Color.GREEN, new BigDecimal("1E+3"))),
                Optional.of(Instant.EPOCH));
        assertThat(written(List.of(user), users))
                .isEqualTo("[{\"name\":\"Zo\u00eb \ud83d\ude00 \\\"q\\\" \\n\",\"age\":3,"
                        + "\"addresses\":[{\"street\":\"Main\",\"number\":null}],"
                        + "\"prices\":{\"RED\":1.10,\"GREEN\":1E+3},\"since\":\"1970-01-01T00:00:00Z\"}]");
        assertThat(written(Optional.empty(), new ValueType<Optional<User>>() {}.type()))
                .isEqualTo("null");
        assertThat(written(new byte[] {1, 2, 3}, byte[].class)).isEqualTo("\"AQID\"");
        assertThat(written(new Circle(1), Shape.class))
                .isEqualTo("{\"@type\":\"JsonSerializerTest$Circle\",\"radius\":1.0}");
        assertThat(written(Duration.ofMillis(1500), Duration.class)).isEqualTo("\"PT1.5S\"");
        assertThat(written(ZonedDateTime.of(2020, 2, 29, 1, 2, 3, 0, ZoneId.of("Europe/Berlin")), ZonedDateTime.class))
                .isEqualTo("\"2020-02-29T01:02:03+01:00[Europe/Berlin]\"");
        assertThat(written(Double.NaN, Double.class)).isEqualTo("NaN");
    }

    static Stream<Object> values() {
        return Stream.of(
                "",
                "text \0 \ud83d\ude00",
                true,
                (byte) -128,
                'c',
                (short) 2,
                3,
                Long.MIN_VALUE,
                Double.NaN,
                Double.NEGATIVE_INFINITY,
                Double.MIN_VALUE,
                0.1f,
                new BigInteger("-123456789012345678901234567890"),
                new BigDecimal("1.10"),
                new BigDecimal("1E+400"),
                UUID.fromString("548e14d6-d4ed-4711-8bcb-b89d9dd20c94"),
                URI.create(""),
                URI.create("http://a/b?c"),
                Instant.MAX,
                Instant.parse("2020-01-01T00:00:00.000000001Z"),
                Duration.ofNanos(-7),
                Period.ofDays(2),
                LocalDate.MIN,
                LocalDateTime.of(2020, 2, 29, 1, 2),
                LocalTime.MIDNIGHT,
                OffsetDateTime.of(2020, 2, 29, 1, 2, 3, 4, ZoneOffset.ofHours(3)),
                ZonedDateTime.of(2020, 2, 29, 1, 2, 3, 4, ZoneId.of("Europe/Berlin")),
                ZonedDateTime.of(2020, 2, 29, 1, 2, 3, 4, ZoneId.of("UTC")),
                ZonedDateTime.of(2020, 2, 29, 1, 2, 3, 4, ZoneOffset.UTC),
                Year.of(2020),
                YearMonth.of(2020, 2),
                ZoneOffset.UTC,
                DayOfWeek.MONDAY,
                Month.MAY,
                Color.RED,
                Color.GREEN,
                OptionalInt.of(3),
                OptionalInt.empty(),
                new Primitives((byte) 1, 'c', (short) 2, 3, 4, 5.5f, 6.6, true),
                new Nothing(),
                new Address("Main", null),
                new User("a", 1, List.of(new Address("b", 1)), Map.of(Color.RED, BigDecimal.ONE), Optional.empty()));
    }

    @ParameterizedTest
    @MethodSource("values")
    void restores_plain_values_times_enums_and_records(Object value) {
        Class<?> type = value instanceof Color ? Color.class : value.getClass();
        assertThat(json.deserialize(json.serialize(value, type), type)).isEqualTo(value);
    }

    @Test
    void restores_types_with_type_parameters() {
        Map<String, Box<User>> users = Map.of("k", new Box<>(new User("a", 1, List.of(), Map.of(), Optional.empty())));
        assertRestored(users, new ValueType<Map<String, Box<User>>>() {});
        assertRestored(List.of(new Circle(1), new Square(2)), new ValueType<List<? extends Shape>>() {});
        assertRestored(Map.of(1, Set.of(Color.RED)), new ValueType<Map<Integer, Set<Color>>>() {});
        assertRestored(new EnumMap<>(Map.of(Color.RED, 1L)), new ValueType<EnumMap<Color, Long>>() {});
        assertRestored(Map.of(LocalDate.EPOCH, "a"), new ValueType<Map<LocalDate, String>>() {});
        assertRestored(List.of(Optional.of(1), Optional.empty()), new ValueType<List<Optional<Integer>>>() {});
        assertRestored(new ArrayList<>(Arrays.asList("a", null)), new ValueType<List<@Nullable String>>() {});
        assertRestored("x".repeat(200_000), ValueType.of(String.class));
    }

    @Test
    void restores_arrays() {
        assertThat(restored(new int[][] {{1}, {2, 3}}, ValueType.of(int[][].class)))
                .isEqualTo(new int[][] {{1}, {2, 3}});
        assertThat(restored(new byte[] {-1, 0, 1}, ValueType.of(byte[].class))).isEqualTo(new byte[] {-1, 0, 1});
        assertThat(restored(new Address[] {new Address("a", 1)}, ValueType.of(Address[].class)))
                .isEqualTo(new Address[] {new Address("a", 1)});
    }

    @Test
    void null_is_an_empty_optional_or_no_value() {
        assertThat(read("null", new ValueType<Optional<User>>() {}.type())).isEqualTo(Optional.empty());
        assertThat(read("null", Optional.class)).isEqualTo(Optional.empty());
        assertThat(read("null", User.class)).isNull();
        assertThat(read("5", new ValueType<Optional<Long>>() {}.type())).isEqualTo(Optional.of(5L));
    }

    @Test
    void object_as_type_gives_plain_maps_lists_strings_and_numbers() {
        assertThat(read("{\"a\":[1,2.5,\"b\",true,null,12345678901,123456789012345678901]}", Object.class))
                .isEqualTo(Map.of(
                        "a",
                        Arrays.asList(1, 2.5, "b", true, null, 12345678901L, new BigInteger("123456789012345678901"))));
    }

    @Test
    void class_hints_make_nothing() {
        Gadget.made = 0;
        String name = Gadget.class.getName();
        for (String hint : List.of("@class", "@type", "class", "java/object", "!type")) {
            String text = "{\"" + hint + "\":\"" + name + "\",\"a\":1}";
            assertThat(read(text, Object.class)).isEqualTo(Map.of(hint, name, "a", 1));
            assertThat(read(text, new ValueType<Map<String, Object>>() {}.type()))
                    .isInstanceOf(Map.class);
            assertThat(read("[" + text + "]", List.class)).isEqualTo(List.of(Map.of(hint, name, "a", 1)));
        }
        assertThat(read("[\"" + name + "\",{}]", Object.class)).isEqualTo(List.of(name, Map.of()));
        assertThatExceptionOfType(JacksonException.class)
                .isThrownBy(() -> read("{\"@type\":\"" + name + "\"}", Shape.class));
        assertThat(Gadget.made).isZero();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    java.lang.Integer   | "1"
                    java.lang.Integer   | 1.0
                    java.lang.Integer   | 1.5
                    java.lang.Integer   | true
                    java.lang.Integer   | ""
                    java.lang.Integer   | [1]
                    java.lang.Integer   | 3000000000
                    java.lang.Long      | "1"
                    java.lang.Long      | 9223372036854775808
                    java.lang.Short     | 32768
                    java.lang.Byte      | 200
                    java.lang.Byte      | -129
                    java.lang.Byte      | "1"
                    java.lang.Byte      | 1.5
                    java.lang.Double    | "1.5"
                    java.lang.Double    | true
                    java.math.BigDecimal| "1.5"
                    java.math.BigInteger| 1.5
                    java.lang.Boolean   | 1
                    java.lang.Boolean   | 0
                    java.lang.Boolean   | "true"
                    java.lang.Boolean   | ""
                    java.lang.String    | 1
                    java.lang.String    | 1.5
                    java.lang.String    | true
                    java.lang.String    | ["a"]
                    java.lang.String    | {}
                    java.lang.Character | 65
                    java.lang.Character | "ab"
                    java.lang.Character | ""
                    java.time.DayOfWeek | 1
                    java.time.DayOfWeek | "monday"
                    java.time.DayOfWeek | "NODAY"
                    java.time.DayOfWeek | ""
                    java.time.LocalDate | "2020-02-30"
                    java.time.LocalDate | ""
                    java.time.Instant   | ""
                    java.util.UUID      | "1"
                    java.util.UUID      | ""
                    java.util.List      | "a"
                    java.util.List      | {}
                    java.util.Map       | []
                    java.util.Map       | ""
                    """)
    void refuses_what_would_have_to_be_guessed(Class<?> type, String text) {
        assertThatExceptionOfType(JacksonException.class).isThrownBy(() -> read(text, type));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    {"b":200,"c":"c","s":1,"i":1,"l":1,"f":1,"d":1,"z":true}
                    {"b":null,"c":"c","s":1,"i":1,"l":1,"f":1,"d":1,"z":true}
                    {"b":1,"c":"c","s":1,"i":null,"l":1,"f":1,"d":1,"z":true}
                    {"b":1,"c":"c","s":1,"l":1,"f":1,"d":1,"z":true}
                    {"c":"c","s":1,"i":1,"l":1,"f":1,"d":1,"z":true}
                    {"b":1,"c":"c","s":1,"i":1,"l":1,"f":1,"d":1,"z":1}
                    {}
                    []
                    ""
                    """)
    void a_primitive_component_is_there_and_fits(String text) {
        assertThatExceptionOfType(JacksonException.class).isThrownBy(() -> read(text, Primitives.class));
    }

    @Test
    void passes_over_what_a_newer_version_wrote_and_takes_what_is_missing_for_null() {
        assertThat(read("{\"street\":\"a\",\"number\":1,\"city\":{\"name\":[1]}}", Address.class))
                .isEqualTo(new Address("a", 1));
        assertThat(read("{\"street\":\"a\"}", Address.class)).isEqualTo(new Address("a", null));
    }

    @Test
    void reads_numbers_that_are_none_as_python_writes_them() {
        assertThat(read("[NaN,Infinity,-Infinity]", new ValueType<List<Double>>() {}.type()))
                .isEqualTo(List.of(Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY));
        assertThat(read("NaN", Object.class)).isEqualTo(Double.NaN);
        assertThat(read("\"\\u00e9\\ud83d\\ude00\\u007f\"", String.class)).isEqualTo("\u00e9\ud83d\ude00\u007f");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', nullValues = "nothing", textBlock = """
                    ``
                    ` `
                    {
                    {"a":
                    {"a":1
                    [1,]
                    [1
                    "a
                    tru
                    1 2
                    {} {}
                    null null
                    1 x
                    {'a':1}
                    {a:1}
                    // 1
                    01
                    +1
                    """)
    void refuses_text_that_is_not_one_whole_value(String text) {
        assertThatExceptionOfType(JacksonException.class).isThrownBy(() -> read(text, Object.class));
    }

    @Test
    void refuses_bytes_that_are_not_utf_8() {
        assertThatThrownBy(() -> json.deserialize(new byte[] {'"', (byte) 0xff, (byte) 0xfe, '"'}, String.class))
                .isInstanceOf(RuntimeException.class);
        assertThatThrownBy(() -> json.deserialize(new byte[] {0x78, (byte) 0x9c, 0, 0}, Object.class))
                .isInstanceOf(RuntimeException.class);
    }

    @Test
    void a_value_may_be_nested_500_deep_and_a_number_have_1000_digits() {
        assertThat(read("[".repeat(500) + "]".repeat(500), Object.class)).isInstanceOf(List.class);
        assertThatExceptionOfType(JacksonException.class)
                .isThrownBy(() -> read("[".repeat(501) + "]".repeat(501), Object.class));
        assertThatExceptionOfType(JacksonException.class)
                .isThrownBy(() -> read("{\"a\":".repeat(100_000), Object.class));
        assertThatExceptionOfType(JacksonException.class)
                .isThrownBy(() -> read("[".repeat(100_000), new ValueType<List<Address>>() {}.type()));
        assertThat(read("1".repeat(1000), BigInteger.class)).isEqualTo(new BigInteger("1".repeat(1000)));
        assertThatExceptionOfType(JacksonException.class).isThrownBy(() -> read("1".repeat(1001), BigInteger.class));
        assertThatExceptionOfType(JacksonException.class).isThrownBy(() -> read("1e1000000", BigInteger.class));
    }

    @Test
    void a_value_that_contains_itself_is_refused_on_writing() {
        List<Object> self = new ArrayList<>();
        self.add(self);
        assertThatExceptionOfType(JacksonException.class).isThrownBy(() -> json.serialize(self, Object.class));
    }

    @Test
    void a_long_name_and_a_long_text_are_read_as_they_were_written() {
        assertRestored(Map.of("k".repeat(100_000), "v".repeat(5_000_000)), new ValueType<Map<String, String>>() {});
    }

    @Test
    void a_value_of_another_type_is_refused_on_writing() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> json.serialize(5, String.class))
                .withMessage("a value of this cache must be a java.lang.String but was a java.lang.Integer");
        assertThatIllegalArgumentException().isThrownBy(() -> json.serialize(5L, BigDecimal.class));
        assertThatThrownBy(() -> json.serialize(List.of("text"), new ValueType<List<Address>>() {}.type()))
                .isInstanceOf(RuntimeException.class);
    }

    @Test
    void a_value_that_has_no_form_is_refused_on_writing() {
        record Stuck(Object lock) {}
        assertThatExceptionOfType(JacksonException.class)
                .isThrownBy(() -> json.serialize(new Stuck(new Object()), Stuck.class));
    }

    @Test
    void writes_and_reads_by_the_mapper_that_the_user_gives() {
        JsonSerializer own = JsonSerializer.using(JsonMapper.builder()
                .propertyNamingStrategy(PropertyNamingStrategies.UPPER_CAMEL_CASE)
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .build());
        byte[] bytes = own.serialize(new Address("a", 1), Address.class);
        assertThat(new String(bytes, UTF_8)).isEqualTo("{\"Street\":\"a\",\"Number\":1}");
        assertThat(own.deserialize(bytes, Address.class)).isEqualTo(new Address("a", 1));
        assertThatExceptionOfType(JacksonException.class)
                .isThrownBy(() -> own.deserialize("{\"street\":\"a\"}".getBytes(UTF_8), Address.class));
    }

    private String written(Object value, Type type) {
        return new String(json.serialize(value, type), UTF_8);
    }

    private @Nullable Object read(String text, Type type) {
        return json.deserialize(text.getBytes(UTF_8), type);
    }

    private @Nullable Object restored(Object value, ValueType<?> type) {
        return json.deserialize(json.serialize(value, type.type()), type.type());
    }

    private void assertRestored(Object value, ValueType<?> type) {
        assertThat(restored(value, type)).isEqualTo(value);
    }
}
