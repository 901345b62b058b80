package dev.larder.serializer.msgpack;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.larder.ValueType;
import dev.larder.spi.Serializer;
import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.nio.ByteBuffer;
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
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.annotation.JsonDeserialize;
import tools.jackson.databind.annotation.JsonSerialize;
import tools.jackson.databind.deser.std.StdDeserializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.ser.std.StdSerializer;

class MessagePackSerializerTest {
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

    @SuppressWarnings("NullAway") // what bytes without a street make
    private static final Address EMPTY = new Address(null, null);

    record User(
            String name, int age, List<Address> addresses, Map<Color, BigDecimal> prices, Optional<Instant> since) {}

    record Box<T>(T content) {}

    record Picture(String name, byte[] pixels) {}

    record Nothing() {}

    record Primitives(byte b, char c, short s, int i, long l, float f, double d, boolean z) {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
    @JsonSubTypes({@JsonSubTypes.Type(Circle.class), @JsonSubTypes.Type(Square.class), @JsonSubTypes.Type(Ink.class)})
    sealed interface Shape permits Circle, Square, Ink {}

    record Circle(double radius) implements Shape {}

    record Square(double side) implements Shape {}

    record Ink(byte[] pixels, long count, BigInteger large, float thick) implements Shape {}

    /** A bean that a class hint could name. */
    public static final class Gadget {
        static int made;

        public Gadget() {
            made++;
        }
    }

    private final MessagePackSerializer msgpack = new MessagePackSerializer();

    @Test
    void is_found_by_its_name() {
        assertThat(ServiceLoader.load(Serializer.class))
                .singleElement()
                .isInstanceOf(MessagePackSerializer.class)
                .extracting(Serializer::name)
                .isEqualTo("msgpack");
    }

    @Test
    void makes_no_module_that_merely_lies_on_the_class_path() {
        assertThat(JsonMapper.builder().findAndAddModules().build().registeredModules())
                .hasAtLeastOneElementOfType(UnwantedModule.class);
        UnwantedModule.made = 0;
        msgpack.serialize("a", String.class);
        assertThat(UnwantedModule.made).isZero();
    }

    // --- what is written

    @Test
    void writes_the_shortest_form_as_it_always_did() {
        Type users = new ValueType<List<User>>() {}.type();
        User user = new User(
                "Zo\u00eb",
                3,
                List.of(new Address("Main", null)),
                new TreeMap<>(Map.of(Color.RED, new BigDecimal("1.10"))),
                Optional.of(Instant.EPOCH));
        assertThat(written(List.of(user), users))
                .isEqualTo("91" + "85" + text("name") + text("Zo\u00eb") + text("age") + "03" + text("addresses") + "91"
                        + "82" + text("street") + text("Main") + text("number") + "c0" + text("prices") + "81"
                        + text("RED") + text("1.10") + text("since") + text("1970-01-01T00:00:00Z"));
        assertThat(written(Optional.empty(), new ValueType<Optional<User>>() {}.type()))
                .isEqualTo("c0");
        assertThat(written(new byte[] {1, 2, 3}, byte[].class)).isEqualTo("c403010203");
        assertThat(written(new Circle(1), Shape.class))
                .isEqualTo("82" + text("@type") + "d920" + hex("MessagePackSerializerTest$Circle") + text("radius")
                        + "cb3ff0000000000000");
        assertThat(written(Duration.ofMillis(1500), Duration.class)).isEqualTo(text("PT1.5S"));
        assertThat(written(Year.of(2020), Year.class)).isEqualTo("cd07e4");
        assertThat(written(new UUID(0, 1), UUID.class)).isEqualTo("d924" + hex("00000000-0000-0000-0000-000000000001"));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 00",
        "127, 7f",
        "128, cc80",
        "255, ccff",
        "256, cd0100",
        "65535, cdffff",
        "65536, ce00010000",
        "4294967295, ceffffffff",
        "4294967296, cf0000000100000000",
        "9223372036854775807, cf7fffffffffffffff",
        "-1, ff",
        "-32, e0",
        "-33, d0df",
        "-128, d080",
        "-129, d1ff7f",
        "-32768, d18000",
        "-32769, d2ffff7fff",
        "-2147483648, d280000000",
        "-2147483649, d3ffffffff7fffffff",
        "-9223372036854775808, d38000000000000000"
    })
    void whole_numbers_take_the_fewest_bytes(long number, String bytes) {
        assertThat(written(number, Long.class)).isEqualTo(bytes);
        assertThat(written(BigInteger.valueOf(number), BigInteger.class)).isEqualTo(bytes);
        assertThat(read(bytes, Long.class)).isEqualTo(number);
        if (number == (int) number) {
            assertThat(read(bytes, Object.class)).isEqualTo((int) number);
            assertThat(written((int) number, Integer.class)).isEqualTo(bytes);
        } else {
            assertThat(read(bytes, Object.class)).isEqualTo(number);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 15, 16, 17, 31, 32, 255, 256, 65_535, 65_536, 70_000})
    void heads_are_as_long_as_counts_and_lengths_need(int count) {
        List<Integer> numbers = IntStream.range(0, count).mapToObj(i -> i % 3).toList();
        String head = count < 16
                ? "%02x".formatted(0x90 | count)
                : count < 65_536 ? "dc%04x".formatted(count) : "dd%08x".formatted(count);
        String parts = "000102".repeat(count / 3 + 1).substring(0, 2 * count);
        assertThat(written(numbers, List.class)).isEqualTo(head + parts);
        // a stream does not say how many will come
        assertThat(written(new Box<>(numbers.stream()), new ValueType<Box<Stream<Integer>>>() {}.type()))
                .isEqualTo("81" + text("content") + head + parts);
        assertThat(written(new byte[count], byte[].class))
                .isEqualTo((count < 256 ? "c4%02x" : count < 65_536 ? "c5%04x" : "c6%08x").formatted(count)
                        + "00".repeat(count));
        String letters = "a".repeat(count);
        assertThat(written(letters, String.class))
                .isEqualTo((count < 32
                                ? "%02x".formatted(0xa0 | count)
                                : (count < 256 ? "d9%02x" : count < 65_536 ? "da%04x" : "db%08x").formatted(count))
                        + "61".repeat(count));
        Map<String, Integer> map = new TreeMap<>();
        numbers.forEach(each -> map.put("k" + map.size(), each));
        assertThat(written(map, Map.class))
                .startsWith(
                        count < 16
                                ? "%02x".formatted(0x80 | count)
                                : (count < 65_536 ? "de%04x" : "df%08x").formatted(count));
        assertRestored(map, new ValueType<Map<String, Integer>>() {});
        assertRestored(numbers, new ValueType<List<Integer>>() {});
        assertRestored(letters, ValueType.of(String.class));
    }

    @Test
    void keys_that_are_whole_numbers_stay_numbers() {
        assertThat(written(new TreeMap<>(Map.of(1, "a", 300, "b")), new ValueType<Map<Integer, String>>() {}.type()))
                .isEqualTo("82" + "01" + "a161" + "cd012c" + "a162");
        assertRestored(Map.of(-1, "a", Integer.MAX_VALUE, "b"), new ValueType<Map<Integer, String>>() {});
        assertRestored(Map.of(Long.MIN_VALUE, "a"), new ValueType<Map<Long, String>>() {});
        assertThat(written(Map.of(true, 1), new ValueType<Map<Boolean, Integer>>() {}.type()))
                .isEqualTo("81" + text("true") + "01");
        assertRestored(Map.of(true, 1, false, 2), new ValueType<Map<Boolean, Integer>>() {});
        assertRestored(Map.of(1.5, 1, -0.0, 2), new ValueType<Map<Double, Integer>>() {});
        assertThat(read("81c301", new ValueType<Map<Boolean, Integer>>() {}.type()))
                .isEqualTo(Map.of(true, 1));
        assertThat(read("82c3a161cfffffffffffffffff02", Object.class))
                .isEqualTo(Map.of("true", "a", "18446744073709551615", 2));
    }

    @Test
    void a_float_takes_four_bytes_and_a_double_eight() {
        assertThat(written(0.1f, Float.class)).isEqualTo("ca3dcccccd");
        assertThat(written(Double.NaN, Double.class)).isEqualTo("cb7ff8000000000000");
        assertThat(read("ca3dcccccd", Object.class)).isEqualTo((double) 0.1f);
        assertThat(read("ca7fc00000", Double.class)).isEqualTo(Double.NaN);
        assertThat(read("cb7ff0000000000000", Float.class)).isEqualTo(Float.POSITIVE_INFINITY);
        assertThat(read("03", Double.class)).isEqualTo(3.0);
        assertThatExceptionOfType(JacksonException.class).isThrownBy(() -> read("cb7fefffffffffffff", Float.class));
    }

    @Test
    void no_digit_of_a_large_number_is_lost() {
        BigInteger beyond = BigInteger.TWO.pow(64);
        assertThat(written(beyond.subtract(BigInteger.ONE), BigInteger.class)).isEqualTo("cfffffffffffffffff");
        assertThat(read("cfffffffffffffffff", Object.class)).isEqualTo(beyond.subtract(BigInteger.ONE));
        assertThatExceptionOfType(JacksonException.class).isThrownBy(() -> read("cfffffffffffffffff", Long.class));
        assertThatExceptionOfType(JacksonException.class).isThrownBy(() -> read("cfffffffffffffffff", Integer.class));
        assertThat(written(beyond, BigInteger.class)).isEqualTo(text("18446744073709551616"));
        assertThat(written(BigInteger.valueOf(Long.MIN_VALUE).subtract(BigInteger.ONE), BigInteger.class))
                .isEqualTo(text("-9223372036854775809"));
        assertThat(written(new BigDecimal("1.10"), BigDecimal.class)).isEqualTo(text("1.10"));
        assertThat(restored(List.of(beyond, new BigDecimal("1.10")), ValueType.of(Object.class)))
                .isEqualTo(List.of("18446744073709551616", "1.10"));
        assertThat(read("05", BigDecimal.class)).isEqualTo(new BigDecimal("5"));
        assertThat(read("cb3fb999999999999a", BigDecimal.class)).isEqualTo(new BigDecimal("0.1"));
        assertThat(read("cfffffffffffffffff", BigDecimal.class)).isEqualTo(new BigDecimal("18446744073709551615"));
        assertThat(read("cfffffffffffffffff", Double.class)).isEqualTo(0x1p64);
        assertRestored(Map.of(beyond, 1, BigInteger.ONE, 2), new ValueType<Map<BigInteger, Integer>>() {});
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1.5", "1e3", "0x1", " 1", "1 ", "+1", "-", "\u0661", "NaN"})
    void text_that_is_no_whole_number_is_none(String text) {
        assertThatExceptionOfType(JacksonException.class)
                .isThrownBy(() -> msgpack.deserialize(msgpack.serialize(text, String.class), BigInteger.class));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "1.", "1 ", "+1", "NaN", "Infinity", "\u0661", "1E+99999999999", "1E"})
    void text_that_is_no_decimal_number_is_none(String text) {
        assertThatExceptionOfType(JacksonException.class)
                .isThrownBy(() -> msgpack.deserialize(msgpack.serialize(text, String.class), BigDecimal.class));
    }

    @Test
    void a_number_may_have_1000_characters() {
        BigInteger longest = new BigInteger("9".repeat(1000));
        assertRestored(longest, ValueType.of(BigInteger.class));
        assertRestored(new BigDecimal(longest), ValueType.of(BigDecimal.class));
        assertThatExceptionOfType(JacksonException.class)
                .isThrownBy(() -> msgpack.serialize(longest.add(BigInteger.ONE), BigInteger.class));
        assertThatExceptionOfType(JacksonException.class)
                .isThrownBy(() -> msgpack.serialize(BigInteger.TWO.pow(10_000_000), BigInteger.class));
        assertThatExceptionOfType(JacksonException.class)
                .isThrownBy(() -> msgpack.serialize(new BigDecimal(BigInteger.TWO.pow(10_000_000)), BigDecimal.class));
        for (Class<?> type : List.of(BigInteger.class, BigDecimal.class)) {
            assertThatExceptionOfType(JacksonException.class)
                    .isThrownBy(() -> msgpack.deserialize(msgpack.serialize("1".repeat(1001), String.class), type));
        }
    }

    @Test
    void half_a_surrogate_pair_is_refused_and_not_made_a_question_mark() {
        for (String broken : List.of("\ud83d", "a\ud83db", "\ude00\ud83d", "\ude00")) {
            assertThatExceptionOfType(JacksonException.class).isThrownBy(() -> msgpack.serialize(broken, String.class));
            assertThatExceptionOfType(JacksonException.class)
                    .isThrownBy(() -> msgpack.serialize(Map.of(broken, 1), Map.class));
        }
    }

    @Test
    void two_keys_of_one_text_are_refused_on_writing_and_reading() {
        Map<Object, String> map = new HashMap<>(Map.of(1, "a", "1", "b"));
        assertThatExceptionOfType(JacksonException.class).isThrownBy(() -> msgpack.serialize(map, Map.class));
        for (String twice : List.of("8201a161a131a162", "82a16101a16102", "83a16101a16202a16103")) {
            for (Type type : List.of(Object.class, Map.class, Address.class)) {
                assertThatExceptionOfType(JacksonException.class).isThrownBy(() -> read(twice, type));
            }
        }
    }

    // --- what comes back

    static Stream<Object> values() {
        return Stream.of(
                "",
                "text \0 \ud83d\ude00 \ufffd",
                true,
                (byte) -128,
                'c',
                '\u20ac',
                (short) 2,
                3,
                Long.MIN_VALUE,
                Double.NaN,
                Double.NEGATIVE_INFINITY,
                Double.MIN_VALUE,
                0.1f,
                Float.NaN,
                new BigInteger("-123456789012345678901234567890"),
                new BigDecimal("1.10"),
                new BigDecimal("-1E-400"),
                new BigDecimal("1E+400"),
                new BigDecimal("0E+3"),
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
                ByteBuffer.wrap(new byte[] {1, 2}),
                new Primitives((byte) 1, 'c', (short) 2, 3, 4, 5.5f, 6.6, true),
                new Nothing(),
                new Address("Main", null),
                new User("a", 1, List.of(new Address("b", 1)), Map.of(Color.RED, BigDecimal.ONE), Optional.empty()));
    }

    @ParameterizedTest
    @MethodSource("values")
    void restores_plain_values_times_enums_and_records(Object value) {
        Class<?> type = value instanceof Color
                ? Color.class
                : value instanceof ByteBuffer ? ByteBuffer.class : value.getClass();
        assertThat(msgpack.deserialize(msgpack.serialize(value, type), type)).isEqualTo(value);
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
    void restores_arrays_and_bytes_wherever_they_are() {
        assertThat(restored(new int[][] {{1}, {2, 3}}, ValueType.of(int[][].class)))
                .isEqualTo(new int[][] {{1}, {2, 3}});
        assertThat(restored(new byte[] {-1, 0, 1}, ValueType.of(byte[].class))).isEqualTo(new byte[] {-1, 0, 1});
        assertThat(restored(new char[] {'a', '\u20ac'}, ValueType.of(char[].class)))
                .isEqualTo(new char[] {'a', '\u20ac'});
        assertThat(restored(new double[] {0.5, Double.NaN}, ValueType.of(double[].class)))
                .isEqualTo(new double[] {0.5, Double.NaN});
        assertThat(restored(new float[] {0.1f}, ValueType.of(float[].class))).isEqualTo(new float[] {0.1f});
        assertThat(restored(new Address[] {new Address("a", 1)}, ValueType.of(Address[].class)))
                .isEqualTo(new Address[] {new Address("a", 1)});
        assertThat(restored(new Picture("a", new byte[] {-1, 0}), ValueType.of(Picture.class)))
                .usingRecursiveComparison()
                .isEqualTo(new Picture("a", new byte[] {-1, 0}));
        assertThat(restored(Map.of("a", new byte[] {-1, 0}), ValueType.of(Object.class)))
                .usingRecursiveComparison()
                .isEqualTo(Map.of("a", new byte[] {-1, 0}));
    }

    @Test
    void the_type_of_a_shape_may_come_last() {
        Shape ink = new Ink(
                new byte[] {-1, 0}, Long.MAX_VALUE, BigInteger.TWO.pow(64).subtract(BigInteger.ONE), 0.1f);
        String first = text("@type") + text("MessagePackSerializerTest$Ink");
        String whole = written(ink, Shape.class);
        assertThat(whole).startsWith("85" + first);
        assertThat(read("85" + whole.substring(2 + first.length()) + first, Shape.class))
                .usingRecursiveComparison()
                .isEqualTo(ink);
    }

    @Test
    void null_is_an_empty_optional_or_no_value() {
        assertThat(read("c0", new ValueType<Optional<User>>() {}.type())).isEqualTo(Optional.empty());
        assertThat(read("c0", Optional.class)).isEqualTo(Optional.empty());
        assertThat(read("c0", User.class)).isNull();
        assertThat(read("05", new ValueType<Optional<Long>>() {}.type())).isEqualTo(Optional.of(5L));
    }

    @Test
    void object_as_type_gives_plain_values_only() {
        assertThat(read(
                        "81a16197" + "01" + "cb4004000000000000" + "a162" + "c3" + "c0" + "cf00000002dfdc1c35" + "80",
                        Object.class))
                .isEqualTo(Map.of("a", Arrays.asList(1, 2.5, "b", true, null, 12345678901L, Map.of())));
        assertThat(read("c402ff00", Object.class)).isEqualTo(new byte[] {-1, 0});
    }

    @Test
    void class_hints_make_nothing() {
        Gadget.made = 0;
        String name = Gadget.class.getName();
        for (String hint : List.of("@class", "@type", "class", "java/object", "!type")) {
            byte[] hinted = msgpack.serialize(Map.of(hint, name), Map.class);
            assertThat(msgpack.deserialize(hinted, Object.class)).isEqualTo(Map.of(hint, name));
            assertThat(msgpack.deserialize(hinted, new ValueType<Map<String, Object>>() {}.type()))
                    .isEqualTo(Map.of(hint, name));
        }
        byte[] pair = msgpack.serialize(List.of(name, Map.of()), List.class);
        assertThat(msgpack.deserialize(pair, Object.class)).isEqualTo(List.of(name, Map.of()));
        byte[] shape = msgpack.serialize(Map.of("@type", name), Map.class);
        assertThatExceptionOfType(JacksonException.class).isThrownBy(() -> msgpack.deserialize(shape, Shape.class));
        assertThat(Gadget.made).isZero();
    }

    @Test
    void bytes_are_never_text_and_old_text_may_be_bytes() {
        List<Type> others = List.of(
                String.class,
                CharSequence.class,
                StringBuilder.class,
                char[].class,
                double[].class,
                float[].class,
                Character.class,
                UUID.class,
                URI.class,
                Color.class,
                DayOfWeek.class,
                Month.class,
                Instant.class,
                LocalDate.class,
                LocalDateTime.class,
                LocalTime.class,
                OffsetDateTime.class,
                ZonedDateTime.class,
                ZoneId.class,
                ZoneOffset.class,
                Year.class,
                YearMonth.class,
                Period.class,
                Duration.class,
                Long.class,
                Boolean.class,
                BigDecimal.class);
        for (String bytes : List.of("c400", "c403616263", "c408" + "00".repeat(8), "c410" + "00".repeat(16))) {
            for (Type type : others) {
                assertThatExceptionOfType(JacksonException.class)
                        .as("%s as %s", bytes, type)
                        .isThrownBy(() -> read(bytes, type));
            }
            for (ValueType<?> type : List.of(
                    new ValueType<String[]>() {},
                    new ValueType<List<String>>() {},
                    new ValueType<Set<Period>>() {},
                    new ValueType<List<Optional<ZoneId>>>() {},
                    new ValueType<Box<Instant>[]>() {})) {
                assertThatExceptionOfType(JacksonException.class).isThrownBy(() -> read("91" + bytes, type.type()));
            }
            assertThatExceptionOfType(JacksonException.class)
                    .isThrownBy(() -> read("81" + text("street") + bytes, Address.class));
        }
        assertThatExceptionOfType(JacksonException.class).isThrownBy(() -> read("a8" + "00".repeat(8), double[].class));
        assertThatExceptionOfType(JacksonException.class).isThrownBy(() -> read("a8" + "00".repeat(8), float[].class));
        assertThatExceptionOfType(JacksonException.class).isThrownBy(() -> read("81c4016101", Map.class));
        assertThat(read("a2ff00", byte[].class)).isEqualTo(new byte[] {-1, 0});
        assertThat(read("82" + text("name") + "a161" + text("pixels") + "a2ff00", Picture.class))
                .usingRecursiveComparison()
                .isEqualTo(new Picture("a", new byte[] {-1, 0}));
    }

    // --- what is refused

    @ParameterizedTest
    @CsvSource({
        "java.lang.Integer,a131",
        "java.lang.Integer,cb3ff0000000000000",
        "java.lang.Integer,cb3ff8000000000000",
        "java.lang.Integer,c3",
        "java.lang.Integer,a0",
        "java.lang.Integer,9101",
        "java.lang.Integer,ceb2d05e00",
        "java.lang.Integer,c40101",
        "java.lang.Long,a131",
        "java.lang.Long,cf8000000000000000",
        "java.lang.Long,cb3ff0000000000000",
        "java.lang.Short,cd8000",
        "java.lang.Byte,ccc8",
        "java.lang.Byte,d1ff7f",
        "java.lang.Byte,a131",
        "java.lang.Byte,cb3ff8000000000000",
        "java.lang.Double,a3312e35",
        "java.lang.Double,c3",
        "java.lang.Float,a131",
        "java.math.BigInteger,cb3ff8000000000000",
        "java.math.BigInteger,c3",
        "java.math.BigInteger,c40101",
        "java.math.BigDecimal,c3",
        "java.math.BigDecimal,90",
        "java.math.BigDecimal,cb7ff8000000000000",
        "java.math.BigDecimal,cb7ff0000000000000",
        "java.lang.Boolean,01",
        "java.lang.Boolean,00",
        "java.lang.Boolean,a474727565",
        "java.lang.Boolean,a0",
        "java.lang.String,01",
        "java.lang.String,cb3ff8000000000000",
        "java.lang.String,c3",
        "java.lang.String,91a161",
        "java.lang.String,80",
        "java.lang.Character,41",
        "java.lang.Character,a26162",
        "java.lang.Character,a0",
        "java.time.DayOfWeek,01",
        "java.time.DayOfWeek,a66d6f6e646179",
        "java.time.DayOfWeek,a0",
        "java.time.LocalDate,aa323032302d30322d3330",
        "java.time.LocalDate,a0",
        "java.time.Instant,a0",
        "java.util.UUID,a131",
        "java.util.UUID,a0",
        "java.util.List,a161",
        "java.util.List,80",
        "java.util.Map,90",
        "java.util.Map,a0",
        "[B,01",
        "[B,80",
        "[B,c3"
    })
    void refuses_what_would_have_to_be_guessed(Class<?> type, String bytes) {
        assertThatExceptionOfType(JacksonException.class).isThrownBy(() -> read(bytes, type));
    }

    @Test
    void a_primitive_component_is_there_and_fits() {
        Map<String, Object> parts =
                new HashMap<>(Map.of("b", 1, "c", "c", "s", 1, "i", 1, "l", 1, "f", 1.0, "d", 1.0, "z", true));
        assertThat(msgpack.deserialize(msgpack.serialize(parts, Map.class), Primitives.class))
                .isEqualTo(new Primitives((byte) 1, 'c', (short) 1, 1, 1, 1, 1, true));
        for (String part : parts.keySet()) {
            Map<String, @Nullable Object> changed = new HashMap<>(parts);
            changed.remove(part);
            byte[] missing = msgpack.serialize(changed, Map.class);
            changed.put(part, null);
            byte[] nothing = msgpack.serialize(changed, Map.class);
            changed.put(part, List.of());
            byte[] other = msgpack.serialize(changed, Map.class);
            for (byte[] bytes : List.of(missing, nothing, other)) {
                assertThatExceptionOfType(JacksonException.class)
                        .isThrownBy(() -> msgpack.deserialize(bytes, Primitives.class));
            }
        }
    }

    @Test
    void passes_over_what_a_newer_version_wrote_and_takes_what_is_missing_for_null() {
        assertThat(read(
                        "83" + text("street") + "a161" + text("city") + "81" + text("name") + "92c4010101"
                                + text("number") + "01",
                        Address.class))
                .isEqualTo(new Address("a", 1));
        assertThat(read("81" + text("street") + "a161", Address.class)).isEqualTo(new Address("a", null));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "c1",
                "c0c0",
                "9000",
                "8000",
                "92",
                "9201",
                "81",
                "81a161",
                "a2",
                "a261",
                "d9",
                "d901",
                "da00",
                "da0001",
                "db000000",
                "db00000001",
                "c4",
                "c401",
                "c50001",
                "c600000001",
                "cc",
                "cd00",
                "ce000000",
                "cf00000000000000",
                "d0",
                "d100",
                "d2000000",
                "d300000000000000",
                "ca000000",
                "cb00000000000000",
                "dc",
                "dc00",
                "dc0001",
                "dd00000001",
                "de0001",
                "de0001a161",
                "df00000001",
                "df00000001a161"
            })
    void refuses_bytes_that_are_not_one_whole_value(String bytes) {
        assertThatExceptionOfType(JacksonException.class).isThrownBy(() -> read(bytes, Object.class));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "d400ff",
                "d6ff00000000",
                "d7ff0000000000000000",
                "d80000000000000000000000000000000000",
                "d5000000",
                "c70000",
                "c70cff000000000000000000000000",
                "c8000000",
                "c90000000000"
            })
    void refuses_extension_types(String bytes) {
        for (Type type : List.of(Object.class, Instant.class, byte[].class, String.class)) {
            assertThatExceptionOfType(JacksonException.class).isThrownBy(() -> read(bytes, type));
        }
        assertThatExceptionOfType(JacksonException.class).isThrownBy(() -> read("91" + bytes, Object.class));
        assertThatExceptionOfType(JacksonException.class)
                .isThrownBy(() -> read("82" + text("street") + "a161" + text("other") + bytes, Address.class));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a1ff", "a2c080", "a3eda080", "d902c328", "81a1ff01", "91a1e2"})
    void refuses_text_that_is_not_utf_8(String bytes) {
        assertThatExceptionOfType(JacksonException.class).isThrownBy(() -> read(bytes, Object.class));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "dd7fffffff",
                "ddffffffff",
                "df7fffffff",
                "dfffffffff",
                "df80000000",
                "db7fffffff",
                "dbffffffff",
                "c67fffffff",
                "c6ffffffff",
                "dd7fffffffdd7fffffffdd7fffffff"
            })
    void a_claim_takes_no_memory(String claim) {
        com.sun.management.ThreadMXBean threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        for (Type type : List.of(Object.class, String.class, byte[].class, long[].class, String[].class, Map.class)) {
            assertThatThrownBy(() -> read(claim, type)).isInstanceOf(JacksonException.class);
            long before = threads.getCurrentThreadAllocatedBytes();
            assertThatThrownBy(() -> read(claim, type)).isInstanceOf(JacksonException.class);
            assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(1 << 20);
        }
    }

    @Test
    void a_value_may_be_nested_500_deep() {
        assertThat(read("91".repeat(499) + "90", Object.class)).isInstanceOf(List.class);
        assertThat(read("81a161".repeat(499) + "80", Object.class)).isInstanceOf(Map.class);
        assertThatExceptionOfType(JacksonException.class)
                .isThrownBy(() -> read("91".repeat(500) + "90", Object.class))
                .withMessageContaining("nested more than 500 deep");
        assertThatExceptionOfType(JacksonException.class)
                .isThrownBy(() -> read("81a161".repeat(500) + "80", Object.class));
        for (String level : List.of("91", "81a161", "dd00000001", "df00000001a161", "81")) {
            for (int levels : new int[] {501, 500_000}) {
                byte[] deep = repeated(level, levels);
                for (Type type : List.of(Object.class, Address.class, new ValueType<List<Address>>() {}.type())) {
                    assertThatExceptionOfType(JacksonException.class).isThrownBy(() -> msgpack.deserialize(deep, type));
                }
            }
        }
        byte[] unknown = repeated("82" + text("street") + "a161" + text("other"), "91", 500_000);
        assertThatExceptionOfType(JacksonException.class).isThrownBy(() -> msgpack.deserialize(unknown, Address.class));
        Object nested = List.of();
        for (int depth = 1; depth < 500; depth++) {
            nested = List.of(nested);
        }
        assertRestored(nested, ValueType.of(Object.class));
        Object deeper = List.of(nested);
        assertThatExceptionOfType(JacksonException.class).isThrownBy(() -> msgpack.serialize(deeper, Object.class));
    }

    @Test
    void a_value_that_contains_itself_is_refused_on_writing() {
        List<Object> self = new ArrayList<>();
        self.add(self);
        assertThatExceptionOfType(JacksonException.class).isThrownBy(() -> msgpack.serialize(self, Object.class));
        Map<String, Object> map = new HashMap<>();
        map.put("self", map);
        assertThatExceptionOfType(JacksonException.class).isThrownBy(() -> msgpack.serialize(map, Object.class));
    }

    @Test
    void keys_whose_hashes_collide_are_read_like_others() {
        Map<String, Integer> colliding = new HashMap<>();
        for (int i = 0; i < 1 << 16; i++) {
            StringBuilder key = new StringBuilder();
            for (int bit = 0; bit < 16; bit++) {
                key.append((i >> bit & 1) == 0 ? "Aa" : "BB");
            }
            colliding.put(key.toString(), i);
        }
        assertThat(colliding.keySet().stream().map(String::hashCode).distinct()).hasSize(1);
        assertRestored(colliding, new ValueType<Map<String, Integer>>() {});
        byte[] bytes = msgpack.serialize(colliding, Map.class);
        assertThat(msgpack.deserialize(bytes, Address.class)).isEqualTo(EMPTY);
    }

    @Test
    void a_value_of_another_type_is_refused_on_writing() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> msgpack.serialize(5, String.class))
                .withMessage("a value of this cache must be a java.lang.String but was a java.lang.Integer");
        assertThatIllegalArgumentException().isThrownBy(() -> msgpack.serialize(5L, BigDecimal.class));
        assertThatThrownBy(() -> msgpack.serialize(List.of("text"), new ValueType<List<Address>>() {}.type()))
                .isInstanceOf(RuntimeException.class);
    }

    @Test
    void a_value_that_has_no_form_is_refused_on_writing() {
        record Stuck(Object lock) {}
        assertThatExceptionOfType(JacksonException.class)
                .isThrownBy(() -> msgpack.serialize(new Stuck(new Object()), Stuck.class));
    }

    @Test
    void messages_do_not_show_the_bytes() {
        assertThatExceptionOfType(JacksonException.class)
                .isThrownBy(() -> msgpack.deserialize(hexBytes("92" + text("secret") + "c1"), Object.class))
                .withMessageNotContaining("secret")
                .withMessageContaining("0xc1 begins no value");
    }

    // --- other mappers

    @Test
    void writes_and_reads_by_the_mapper_that_the_user_gives() {
        MessagePackSerializer own = MessagePackSerializer.using(JsonMapper.builder()
                .propertyNamingStrategy(PropertyNamingStrategies.UPPER_CAMEL_CASE)
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .build());
        byte[] bytes = own.serialize(new Address("a", 1), Address.class);
        assertThat(HexFormat.of().formatHex(bytes)).isEqualTo("82" + text("Street") + "a161" + text("Number") + "01");
        assertThat(own.deserialize(bytes, Address.class)).isEqualTo(new Address("a", 1));
        assertThatExceptionOfType(JacksonException.class)
                .isThrownBy(() -> own.deserialize(hexBytes("81" + text("street") + "a161"), Address.class));
    }

    @Test
    void no_mapper_makes_bytes_behind_the_value_acceptable() {
        MessagePackSerializer lenient = MessagePackSerializer.using(JsonMapper.builder()
                .disable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .build());
        assertThatExceptionOfType(JacksonException.class)
                .isThrownBy(() -> lenient.deserialize(hexBytes("0102"), Long.class))
                .withMessageContaining("1 bytes follow");
    }

    @JsonSerialize(using = WritesPair.class)
    @JsonDeserialize(using = ReadsPair.class)
    record Pair(Address first, Address second) {}

    static final class WritesPair extends StdSerializer<Pair> {
        WritesPair() {
            super(Pair.class);
        }

        @Override
        public void serialize(Pair pair, JsonGenerator out, SerializationContext context) {
            out.writeStartArray();
            out.writePOJO(pair.first);
            out.writePOJO(pair.second);
            out.writeEndArray();
        }
    }

    static final class ReadsPair extends StdDeserializer<Pair> {
        ReadsPair() {
            super(Pair.class);
        }

        @Override
        public Pair deserialize(JsonParser in, DeserializationContext context) {
            in.nextToken();
            Address first = in.readValueAs(Address.class);
            in.nextToken();
            JsonNode second = in.readValueAsTree();
            in.nextToken();
            return new Pair(
                    first,
                    new Address(
                            second.path("street").stringValue(),
                            second.path("number").intValue()));
        }
    }

    @Test
    void serializers_of_users_may_write_values_of_others() {
        assertRestored(List.of(new Pair(new Address("a", 1), new Address("b", 2))), new ValueType<List<Pair>>() {});
    }

    @Test
    void trees_are_written_and_read() {
        JsonNode tree = JsonMapper.shared().readTree("{\"a\":[1,2.5,\"b\",true,null,12345678901,{}]}");
        assertRestored(tree, ValueType.of(JsonNode.class));
    }

    private String written(Object value, Type type) {
        return HexFormat.of().formatHex(msgpack.serialize(value, type));
    }

    private @Nullable Object read(String hex, Type type) {
        return msgpack.deserialize(hexBytes(hex), type);
    }

    private static byte[] hexBytes(String hex) {
        return HexFormat.of().parseHex(hex);
    }

    private static String hex(String text) {
        return HexFormat.of().formatHex(text.getBytes(UTF_8));
    }

    /** Text of less than 32 bytes. */
    private static String text(String text) {
        return "%02x".formatted(0xa0 | text.getBytes(UTF_8).length) + hex(text);
    }

    private static byte[] repeated(String level, int levels) {
        return repeated("", level, levels);
    }

    private static byte[] repeated(String before, String level, int levels) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(hexBytes(before));
        byte[] each = hexBytes(level);
        for (int i = 0; i < levels; i++) {
            bytes.writeBytes(each);
        }
        return bytes.toByteArray();
    }

    private @Nullable Object restored(Object value, ValueType<?> type) {
        return msgpack.deserialize(msgpack.serialize(value, type.type()), type.type());
    }

    private void assertRestored(Object value, ValueType<?> type) {
        assertThat(restored(value, type)).isEqualTo(value);
    }
}
