package dev.larder.serializer.yaml;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonIdentityInfo;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.ObjectIdGenerators;
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
import java.util.Objects;
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
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.dataformat.yaml.YAMLMapper;

class YamlSerializerTest {
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

    @JsonIdentityInfo(generator = ObjectIdGenerators.IntSequenceGenerator.class, property = "id")
    static final class Chain {
        public @Nullable Chain next;
    }

    /** A bean that a class hint could name. */
    public static final class Gadget {
        static int made;

        public Gadget() {
            made++;
        }
    }

    private final YamlSerializer yaml = new YamlSerializer();

    @Test
    void is_found_by_its_name() {
        assertThat(ServiceLoader.load(Serializer.class))
                .singleElement()
                .isInstanceOf(YamlSerializer.class)
                .extracting(Serializer::name)
                .isEqualTo("yaml");
    }

    @Test
    void makes_no_module_that_merely_lies_on_the_class_path() {
        assertThat(YAMLMapper.builder().findAndAddModules().build().registeredModules())
                .hasAtLeastOneElementOfType(UnwantedModule.class);
        UnwantedModule.made = 0;
        yaml.serialize("a", String.class);
        assertThat(UnwantedModule.made).isZero();
    }

    @Test
    void writes_yaml_as_it_always_did() {
        Type users = new ValueType<List<User>>() {}.type();
        User user = new User(
                "Zo\u00eb \ud83d\ude00 \"q\" \n",
                3,
                List.of(new Address("Main", null)),
                new TreeMap<>(Map.of(Color.RED, new BigDecimal("1.10"), Color.GREEN, new BigDecimal("1E+3"))),
                Optional.of(Instant.EPOCH));
        assertThat(written(List.of(user), users)).isEqualTo("""
                - name: "Zo\u00eb \ud83d\ude00 \\"q\\" \\n"
                  age: 3
                  addresses:
                  - street: "Main"
                    number: null
                  prices:
                    RED: 1.10
                    GREEN: 1.E+3
                  since: "1970-01-01T00:00:00Z"
                """);
        assertThat(written(Optional.empty(), new ValueType<Optional<User>>() {}.type()))
                .isEqualTo("null\n");
        assertThat(written(new byte[] {1, 2, 3}, byte[].class)).isEqualTo("!!binary |-\n  AQID\n");
        assertThat(written(new Circle(1), Shape.class))
                .isEqualTo("'@type': \"YamlSerializerTest$Circle\"\nradius: 1.0\n".replace('\'', '"'));
        assertThat(written(Duration.ofMillis(1500), Duration.class)).isEqualTo("\"PT1.5S\"\n");
        assertThat(written(ZonedDateTime.of(2020, 2, 29, 1, 2, 3, 0, ZoneId.of("Europe/Berlin")), ZonedDateTime.class))
                .isEqualTo("\"2020-02-29T01:02:03+01:00[Europe/Berlin]\"\n");
        assertThat(written(List.of(Double.NaN, Double.NEGATIVE_INFINITY, 1e22), Object.class))
                .isEqualTo("- .nan\n- -.inf\n- 1.0E+22\n");
        assertThat(written(List.of("x ".repeat(100), List.of(), Map.of()), Object.class))
                .isEqualTo("- \"" + "x ".repeat(100) + "\"\n- []\n- {}\n");
    }

    /** In YAML 1.1, these without quotes are no text, or not the same. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "yes",
                "No",
                "on",
                "OFF",
                "y",
                "N",
                "true",
                "null",
                "~",
                "",
                "1",
                "-7",
                "1_000",
                "0x1F",
                "0o17",
                "017",
                "1e3",
                "1.5",
                ".5",
                ".inf",
                ".nan",
                "1:30",
                "2020-01-01",
                "2020-01-01 00:00:00",
                "=",
                "<<",
                "-",
                "?",
                "a: b",
                "a #b",
                "# a",
                "&a",
                "*a",
                "!a",
                "|",
                ">",
                "@a",
                "`a",
                "%a",
                "[a",
                "{a",
                "a\nb",
                " a",
                "a ",
                "\ta",
                "---",
                "...",
                "\u00e9",
                "\"",
                "'",
                "\u0085",
                "\u2028",
                "\ufeff"
            })
    void texts_and_names_that_look_like_something_else_are_in_quotes(String text) {
        assertThat(written(text, String.class)).matches("(?s)(--- )?\".*\"\n");
        Map<String, String> map = Map.of(text, text);
        assertThat(written(map, new ValueType<Map<String, String>>() {}.type())).matches("(?s)(\\? )?\".*");
        assertRestored(map, new ValueType<Map<String, String>>() {});
    }

    @Test
    void what_breaks_lines_in_yaml_1_1_is_escaped() {
        String text = "a \u2028 b\u2029 \u0085c";
        assertThat(written(text, String.class)).isEqualTo("\"a \\u2028 b\\u2029 \\Nc\"\n");
        assertThat(written(Map.of(text, "\u2028".repeat(3)), Object.class))
                .isEqualTo("\"a \\u2028 b\\u2029 \\Nc\": \"\\u2028\\u2028\\u2028\"\n");
        assertRestored(Map.of(text, text), new ValueType<Map<String, String>>() {});
    }

    @Test
    void names_that_are_words_or_numbers_are_bare() {
        assertThat(written(Map.of("first_name-2.b", 1), Object.class)).isEqualTo("first_name-2.b: 1\n");
        assertThat(written(Map.of(-5, 1), Object.class)).isEqualTo("-5: 1\n");
        assertThat(written(Map.of("5", 1), Object.class)).isEqualTo("\"5\": 1\n");
    }

    @ParameterizedTest
    @CsvSource({
        "1E+3, 1.E+3",
        "1E-7, 1.E-7",
        "1.0E+400, 1.0E+400",
        "0E-10, 0.E-10",
        "-12E+5, -1.2E+6",
        "5, 5",
        "0.000001, 0.000001"
    })
    void a_fraction_has_a_point_and_the_sign_of_its_exponent(BigDecimal number, String text) {
        assertThat(written(number, BigDecimal.class)).isEqualTo(text + "\n");
        assertThat(read(text, BigDecimal.class)).isEqualTo(number);
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
                Double.MAX_VALUE,
                1e22f,
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
        assertThat(yaml.deserialize(yaml.serialize(value, type), type)).isEqualTo(value);
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
            String text = "{\"" + hint + "\": " + name + ", a: 1}";
            assertThat(read(text, Object.class)).isEqualTo(Map.of(hint, name, "a", 1));
            assertThat(read("[" + text + "]", List.class)).isEqualTo(List.of(Map.of(hint, name, "a", 1)));
        }
        for (Type type : List.of(Object.class, Shape.class, Gadget.class, Map.class, List.class, String.class)) {
            for (String tag : List.of("!!" + name, "!<" + name + ">", "!" + name, "!java/" + name, "!Circle")) {
                for (String value : List.of("{}", "[]", "text", "{radius: 1.0}", "''", "1")) {
                    assertThatExceptionOfType(JacksonException.class)
                            .isThrownBy(() -> read(tag + " " + value, type))
                            .withMessageContaining("is not known here");
                }
            }
        }
        assertThatExceptionOfType(JacksonException.class)
                .isThrownBy(() -> read("{\"@type\": \"" + name + "\"}", Shape.class));
        assertThat(Gadget.made).isZero();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    !!javax.script.ScriptEngineManager [!!java.net.URLClassLoader [[!!java.net.URL ["http://a"]]]]
                    !!python/object/apply:os.system [ls]
                    !!python/name:os.system ''
                    !!python/none ''
                    !!omap [a: 1]
                    !!pairs [a: 1]
                    !!map [1]
                    !!seq {a: 1}
                    !!str [1]
                    !!set [1]
                    !!set {a: 1}
                    !!set {a: ''}
                    !!set {a: []}
                    !!set {a: !!null null}
                    !!python/tuple {a: 1}
                    !!int a
                    !!int 017
                    !!float a
                    !!float 5
                    !!bool a
                    !!null a
                    !!timestamp a
                    !a b
                    {!a b: 1}
                    {!!binary aGk=: 1}
                    """)
    void refuses_a_tag_that_is_unknown_or_unfit(String text) {
        assertThatExceptionOfType(JacksonException.class).isThrownBy(() -> read(text, Object.class));
    }

    @Test
    void takes_a_tag_that_says_what_is_there() {
        assertThat(read("!!map {a: !!seq [!!int 1, !!float 1.5, !!str 1, ! 2, !!bool yes, !!null null]}", Object.class))
                .isEqualTo(Map.of("a", Arrays.asList(1, 1.5, "1", "2", true, null)));
        assertThat(read("%TAG !y! tag:yaml.org,2002:\n--- !y!str 1", Object.class))
                .isEqualTo("1");
    }

    @Test
    void tags_and_anchors_are_no_ids() {
        assertThat(read("!!map {'@type': YamlSerializerTest$Circle, radius: 1.5}", Shape.class))
                .isEqualTo(new Circle(1.5));
        assertThat(read("[&a {id: 1, name: b}, *a]", new ValueType<List<Map<String, Object>>>() {}.type()))
                .isEqualTo(List.of(Map.of("id", 1, "name", "b"), Map.of("id", 1, "name", "b")));
        Chain chain = new Chain();
        chain.next = chain;
        String written = written(chain, Chain.class);
        assertThat(written).isEqualTo("id: 1\nnext: 1\n");
        Chain read = (Chain) Objects.requireNonNull(
                read("&7 " + written.replace("id", "{id").replace("\n", ", ") + "}", Chain.class));
        assertThat(read.next).isSameAs(read);
    }

    @Test
    void a_set_and_a_tuple_are_read_like_a_list() {
        assertThat(read("!!set {a: null, b: ~, c, ? d}", new ValueType<Set<String>>() {}.type()))
                .isEqualTo(Set.of("a", "b", "c", "d"));
        assertThat(read("!!set\n1: null\n2: null\n", new ValueType<Set<Long>>() {}.type()))
                .isEqualTo(Set.of(1L, 2L));
        assertThat(read("!!set {}", Object.class)).isEqualTo(List.of());
        assertThat(read("- !!set\n  ? !!python/tuple\n  - a\n  - 1\n  : null\n- b: {c: d}\n", Object.class))
                .isEqualTo(List.of(List.of(List.of("a", 1)), Map.of("b", Map.of("c", "d"))));
        assertThat(read("!!set {? {a: 1} : null, ? !!set {b} : null}", Object.class))
                .isEqualTo(List.of(Map.of("a", 1), List.of("b")));
        assertThat(read("!!python/tuple [1, !!python/tuple []]", Object.class)).isEqualTo(List.of(1, List.of()));
        assertThatExceptionOfType(JacksonException.class).isThrownBy(() -> read("!!set {a}", Map.class));
    }

    @Test
    void an_alias_is_what_it_stands_for() {
        assertThat(read("- &id001\n  - 1\n  - x: y\n- *id001\n- *id001\n", Object.class))
                .isEqualTo(List.of(
                        List.of(1, Map.of("x", "y")), List.of(1, Map.of("x", "y")), List.of(1, Map.of("x", "y"))));
        assertThat(read("{a: &a {street: b, number: 1}, c: *a}", new ValueType<Map<String, Address>>() {}.type()))
                .isEqualTo(Map.of("a", new Address("b", 1), "c", new Address("b", 1)));
        assertThat(read("[&a [1], &b [*a, 2, &c x], *b, *c]", Object.class))
                .isEqualTo(List.of(List.of(1), List.of(List.of(1), 2, "x"), List.of(List.of(1), 2, "x"), "x"));
        assertThat(read("[&a 1, *a, &a [2, &b 3], *a, *b]", Object.class))
                .isEqualTo(List.of(1, 1, List.of(2, 3), List.of(2, 3), 3));
        assertThat(read("[&s !!set {a, b}, *s, !!set {*s : null, c}]", Object.class))
                .isEqualTo(List.of(List.of("a", "b"), List.of("a", "b"), List.of(List.of("a", "b"), "c")));
        assertThat(read("[&a a, {*a : 1}]", Object.class)).isEqualTo(List.of("a", Map.of("a", 1)));
        assertThat(read("[&t !!python/tuple [1], *t]", Object.class)).isEqualTo(List.of(List.of(1), List.of(1)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*a",
                "[*a, &a 1]",
                "&a [*a]",
                "&a {a: *a}",
                "&a [[*a]]",
                "[&a 1, &a [*a]]",
                "&a !!set {*a }",
                "[&a {b: 1}, {*a : 1}]",
                "[&a null, !!set {b: *a}]",
                "[&a {b: 1}, {<<: *a}]"
            })
    void refuses_an_alias_of_nothing_and_of_what_it_is_part_of(String text) {
        assertThatExceptionOfType(JacksonException.class).isThrownBy(() -> read(text, Object.class));
    }

    @Test
    void aliases_repeat_about_a_million_characters() {
        String half = "x".repeat(Events.REPEATED / 2 - 100);
        assertThat(read("[&a " + half + ", *a, *a]", Object.class)).isEqualTo(List.of(half, half, half));
        assertThatExceptionOfType(JacksonException.class)
                .isThrownBy(() -> read("[&a " + half + ", *a, *a, *a]", Object.class))
                .withMessageContaining("aliases repeat too much");
        String many = "[&a []" + ", *a".repeat(Events.REPEATED / 32) + "]";
        assertThat((List<?>) read(many, Object.class)).hasSize(Events.REPEATED / 32 + 1);
        StringBuilder laughs = new StringBuilder("- &a0 [lol, lol]\n");
        for (int i = 1; i < 100; i++) {
            laughs.append("- &a%d [*a%d, *a%d]%n".formatted(i, i - 1, i - 1));
        }
        for (Type type : List.of(Object.class, new ValueType<List<List<?>>>() {}.type())) {
            assertThatExceptionOfType(JacksonException.class)
                    .isThrownBy(() -> read(laughs.toString(), type))
                    .withMessageContaining("aliases repeat too much");
        }
    }

    @Test
    void aliases_do_not_nest_deeper_than_values() {
        StringBuilder text = new StringBuilder("- &a0 []\n");
        for (int i = 1; i < 600; i++) {
            text.append("- &a%d [*a%d]%n".formatted(i, i - 1));
        }
        assertThatExceptionOfType(JacksonException.class).isThrownBy(() -> read(text.toString(), Object.class));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    java.time.LocalDate      | 2020-01-02                       | 2020-01-02
                    java.time.LocalDateTime  | 2020-01-02 03:04:05              | 2020-01-02T03:04:05
                    java.time.LocalDateTime  | 2020-01-02 03:04:00              | 2020-01-02T03:04
                    java.time.LocalDateTime  | 2020-01-02 03:04:05.000600       | 2020-01-02T03:04:05.000600
                    java.time.LocalDateTime  | 2020-1-2T3:04:05.                | 2020-01-02T03:04:05
                    java.time.LocalDateTime  | 2020-01-02 03:04:05.1234567899   | 2020-01-02T03:04:05.123456789
                    java.time.Instant        | 2020-01-02 03:04:00+00:00        | 2020-01-02T03:04:00Z
                    java.time.Instant        | 2020-01-02 03:04:05 Z            | 2020-01-02T03:04:05Z
                    java.time.Instant        | 2020-01-02 03:04:05+05:30        | 2020-01-01T21:34:05Z
                    java.time.OffsetDateTime | 2020-01-02 03:04:05.5-05:30      | 2020-01-02T03:04:05.500-05:30
                    java.time.OffsetDateTime | 2020-01-02t03:04:05 +1           | 2020-01-02T03:04:05+01:00
                    java.time.OffsetDateTime | !!timestamp "2020-01-02 03:04:05Z" | 2020-01-02T03:04:05Z
                    java.time.ZonedDateTime  | 2020-01-02 03:04:05+01:00        | 2020-01-02T03:04:05+01:00
                    java.lang.String         | 2020-01-02 03:04:05+00:00        | 2020-01-02T03:04:05+00:00
                    java.lang.Object         | 2020-01-02                       | 2020-01-02
                    """)
    void reads_timestamps(Class<?> type, String text, String value) {
        assertThat(read(text, type)).hasToString(value).isInstanceOf(type);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    java.lang.Integer   | "1"
                    java.lang.Integer   | 1.0
                    java.lang.Integer   | 1.5
                    java.lang.Integer   | true
                    java.lang.Integer   | ""
                    java.lang.Integer   | [1]
                    java.lang.Integer   | 017
                    java.lang.Integer   | 0x1F
                    java.lang.Integer   | 1_000
                    java.lang.Integer   | 1:30
                    java.lang.Integer   | .inf
                    java.lang.Long      | .nan
                    java.lang.Double    | 1e3
                    java.lang.Double    | 1_0.5
                    java.lang.Double    | ".inf"
                    java.math.BigInteger| 1.0e+1000000
                    java.math.BigDecimal| 1.0e+99999999999
                    java.math.BigDecimal| .nan
                    java.lang.Boolean   | "yes"
                    java.lang.Boolean   | y
                    java.lang.String    | yes
                    java.lang.String    | !!binary aGk=
                    java.lang.CharSequence | !!binary aGk=
                    java.net.URI        | !!binary aGk=
                    java.util.Locale    | !!binary aGk=
                    java.util.UUID      | !!binary AAAAAAAAAAAAAAAAAAAAAA==
                    java.time.DayOfWeek | !!binary TU9OREFZ
                    java.time.Instant   | !!binary aGk=
                    java.time.Period    | !!binary aGk=
                    java.time.ZoneId    | !!binary aGk=
                    [C                  | !!binary aGk=
                    [D                  | !!binary AAAAAAAAAAA=
                    [D                  | "AAAAAAAAAAA="
                    [B                  | "aGk="
                    [B                  | aGk=
                    [B                  | !!binary "*"
                    java.lang.Long      | !!binary aGk=
                    java.util.List      | !!binary aGk=
                    java.time.Instant   | 2020-01-02 03:04:05
                    java.time.Instant   | 2020-01-02
                    java.time.LocalDateTime | 2020-01-02 03:04:05+00:00
                    java.time.LocalDateTime | 2020-01-02 03:04:05 Z
                    java.time.LocalDate | 2020-02-30
                    java.lang.Object    | 2020-02-30
                    java.lang.Object    | 2020-01-02 25:04:05
                    java.lang.Object    | 2020-01-02 03:04:05 +25
                    java.lang.Object    | <<
                    java.lang.Object    | =
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
        assertThatThrownBy(() -> read(text, type)).isInstanceOfAny(JacksonException.class, NumberFormatException.class);
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
        assertThat(read("[.nan, .inf, -.inf]", new ValueType<List<Double>>() {}.type()))
                .isEqualTo(List.of(Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY));
        assertThat(read(".nan", Object.class)).isEqualTo(Double.NaN);
        assertThat(read("-.inf", Float.class)).isEqualTo(Float.NEGATIVE_INFINITY);
        assertThat(read("\"\\xE9\\U0001F600\\x7F\\u2028\"", String.class)).isEqualTo("\u00e9\ud83d\ude00\u007f\u2028");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', nullValues = "nothing", textBlock = """
                    ``
                    ` `
                    # a
                    {
                    {"a":
                    {"a":1
                    [1
                    "a
                    'a' b
                    [1] 2
                    {} {}
                    ]
                    @a
                    "\\xZZ"
                    "\\L"
                    "\\P"
                    {a: 1, a: 2}
                    {1: a, '1': b}
                    {<<: {a: 1}}
                    {017: a}
                    {[1]: a}
                    ? [1]
                    ? {a: 1}
                    {"": 1, : 2}
                    """)
    void refuses_text_that_is_not_one_whole_value(String text) {
        assertThatExceptionOfType(JacksonException.class).isThrownBy(() -> read(text, Object.class));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1\n---\n2", "--- 1\n---\n", "1\n...\n2", "a: 1\n--- {}\n", "- a\n...\n---\nb", "1\n... a"})
    void refuses_a_second_document(String text) {
        assertThatExceptionOfType(JacksonException.class).isThrownBy(() -> read(text, Object.class));
    }

    @Test
    void one_document_may_have_its_marks() {
        assertThat(read("%YAML 1.1\n---\n1\n...\n", Object.class)).isEqualTo(1);
        assertThat(read("\ufeff--- # a\n- 1 # b\n", Object.class)).isEqualTo(List.of(1));
        assertThat(read("---\n", Object.class)).isNull();
    }

    @Test
    void refuses_bytes_that_are_not_utf_8() {
        for (byte[] bytes : List.of(new byte[] {'"', (byte) 0xC3, '"'}, new byte[] {0x78, (byte) 0x9c, 0, 0})) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> yaml.deserialize(bytes, Object.class))
                    .withMessageContaining("UTF-8");
        }
    }

    @Test
    void a_character_beyond_the_bmp_may_stand_anywhere() {
        YamlSerializer own = YamlSerializer.using(new YAMLMapper());
        for (int length = 1015; length < 1035; length++) {
            String text = "x".repeat(length) + "\ud83d\ude00".repeat(2000);
            assertRestored(text, ValueType.of(String.class));
            assertThat(own.deserialize(own.serialize(text, String.class), String.class))
                    .isEqualTo(text);
        }
    }

    @Test
    void a_value_may_be_nested_500_deep_and_a_number_have_1000_digits() {
        assertThat(read("[".repeat(500) + "]".repeat(500), Object.class)).isInstanceOf(List.class);
        assertThat(read("- ".repeat(500), Object.class)).isInstanceOf(List.class);
        Object nested = List.of();
        for (int i = 1; i < 500; i++) {
            nested = i % 2 == 0 ? Map.of("a", nested) : List.of(nested);
        }
        assertRestored(nested, ValueType.of(Object.class));
        Object deeper = List.of(nested);
        assertThatExceptionOfType(JacksonException.class).isThrownBy(() -> yaml.serialize(deeper, Object.class));
        assertThat(read("1".repeat(1000), BigInteger.class)).isEqualTo(new BigInteger("1".repeat(1000)));
        assertThatExceptionOfType(JacksonException.class).isThrownBy(() -> read("1".repeat(1001), BigInteger.class));
        assertThatExceptionOfType(JacksonException.class).isThrownBy(() -> read("1".repeat(1001), Object.class));
    }

    static Stream<String> deep() {
        StringBuilder indented = new StringBuilder();
        for (int i = 0; i < 2_000; i++) {
            indented.append(" ".repeat(i)).append("a:\n");
        }
        int deep = 100_000;
        return Stream.of(
                "[".repeat(501) + "]".repeat(501),
                "[".repeat(deep),
                "{a: ".repeat(deep),
                "[{a: ".repeat(deep),
                "- ".repeat(deep),
                "? ".repeat(deep),
                "- ? ".repeat(deep),
                "!!set {? ".repeat(deep),
                "- !!set\n ? ".repeat(3) + "[".repeat(deep),
                "[\n".repeat(deep),
                "{\"\n\": ".repeat(deep),
                indented.toString());
    }

    @ParameterizedTest
    @MethodSource("deep")
    void a_value_nested_deeper_is_refused_however_it_is_written(String text) {
        for (Type type : List.of(Object.class, new ValueType<List<Address>>() {}.type(), Address.class)) {
            assertThatExceptionOfType(JacksonException.class).isThrownBy(() -> read(text, type));
        }
    }

    /** Regular expressions may take stack for each repetition. */
    @Test
    void a_long_scalar_takes_no_stack() {
        for (String part : List.of("1", "0", "1_", "1:", "1:1", "1:01", "0:", ".", "1.", "1e", "2020-01-01 ", "9")) {
            String text = part.repeat(300_000 / part.length());
            for (String scalar : List.of(text, "1" + text, "1:" + text + "1", "-" + text, text + ".5", "." + text)) {
                try {
                    assertThat(read(scalar, Object.class)).isIn(scalar, scalar.strip());
                } catch (JacksonException refused) {
                    assertThat(refused).isNotNull();
                }
            }
        }
    }

    @Test
    void a_value_that_contains_itself_is_refused_on_writing() {
        List<Object> self = new ArrayList<>();
        self.add(self);
        assertThatExceptionOfType(JacksonException.class).isThrownBy(() -> yaml.serialize(self, Object.class));
    }

    @Test
    void a_long_name_and_a_long_text_are_read_as_they_were_written() {
        assertRestored(Map.of("k".repeat(100_000), "v".repeat(5_000_000)), new ValueType<Map<String, String>>() {});
    }

    @Test
    void a_value_of_another_type_is_refused_on_writing() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> yaml.serialize(5, String.class))
                .withMessage("a value of this cache must be a java.lang.String but was a java.lang.Integer");
        assertThatIllegalArgumentException().isThrownBy(() -> yaml.serialize(5L, BigDecimal.class));
        assertThatThrownBy(() -> yaml.serialize(List.of("text"), new ValueType<List<Address>>() {}.type()))
                .isInstanceOf(RuntimeException.class);
    }

    @Test
    void a_value_that_has_no_form_is_refused_on_writing() {
        record Stuck(Object lock) {}
        assertThatExceptionOfType(JacksonException.class)
                .isThrownBy(() -> yaml.serialize(new Stuck(new Object()), Stuck.class));
    }

    @Test
    void writes_and_reads_by_the_mapper_that_the_user_gives() {
        YamlSerializer own = YamlSerializer.using(YAMLMapper.builder()
                .propertyNamingStrategy(PropertyNamingStrategies.UPPER_CAMEL_CASE)
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .build());
        byte[] bytes = own.serialize(new Address("a", 1), Address.class);
        assertThat(new String(bytes, UTF_8)).isEqualTo("---\nStreet: \"a\"\nNumber: 1\n");
        assertThat(own.deserialize(bytes, Address.class)).isEqualTo(new Address("a", 1));
        assertThatExceptionOfType(JacksonException.class)
                .isThrownBy(() -> own.deserialize("{\"street\":\"a\"}".getBytes(UTF_8), Address.class));
    }

    private String written(Object value, Type type) {
        return new String(yaml.serialize(value, type), UTF_8);
    }

    private @Nullable Object read(String text, Type type) {
        return yaml.deserialize(text.getBytes(UTF_8), type);
    }

    private @Nullable Object restored(Object value, ValueType<?> type) {
        return yaml.deserialize(yaml.serialize(value, type.type()), type.type());
    }

    private void assertRestored(Object value, ValueType<?> type) {
        assertThat(restored(value, type)).isEqualTo(value);
    }
}
