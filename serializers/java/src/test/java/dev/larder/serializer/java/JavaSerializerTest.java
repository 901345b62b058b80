package dev.larder.serializer.java;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.larder.ValueType;
import dev.larder.spi.Serializer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.lang.reflect.Proxy;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.Comparator;
import java.util.Currency;
import java.util.Date;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

// what users keep, not what we would
@SuppressWarnings({"JavaUtilDate", "JdkObsolete"})
class JavaSerializerTest {
    enum Color {
        RED,
        GREEN {
            @Override
            public String toString() {
                return "green";
            }
        }
    }

    record Address(String street, @Nullable Integer number) implements Serializable {}

    record User(String name, List<Address> addresses, Map<Color, BigDecimal> prices, Instant since)
            implements Serializable {}

    sealed interface Shape extends Serializable permits Circle, Square {}

    record Circle(double radius) implements Shape {}

    record Square(double side) implements Shape {}

    record Box<T>(T content) implements Serializable {}

    static class Animal implements Serializable {
        private static final long serialVersionUID = 1L;
        final String name;

        Animal(String name) {
            this.name = name;
        }
    }

    static final class Dog extends Animal {
        private static final long serialVersionUID = 1L;

        @SuppressWarnings("serial") // what it holds is up to the test
        final Object toy;

        Dog(String name, Object toy) {
            super(name);
            this.toy = toy;
        }
    }

    record Holder(Object anything) implements Serializable {}

    /** Does something on being read, as the classes do of which attacks are made. */
    static final class Gadget implements Serializable {
        private static final long serialVersionUID = 1L;
        static int made;

        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            in.defaultReadObject();
            made++;
        }
    }

    /** Puts another in its place once it is read. */
    record Turncoat(String name) implements Serializable {
        private Object readResolve() {
            return new Gadget();
        }
    }

    private final JavaSerializer java = new JavaSerializer();

    @Test
    void is_found_by_its_name() {
        assertThat(ServiceLoader.load(Serializer.class))
                .singleElement()
                .isInstanceOf(JavaSerializer.class)
                .extracting(Serializer::name)
                .isEqualTo("java");
    }

    static Stream<Object> plain_values() {
        return Stream.of(
                "",
                "text \0 \ud83d\ude00 \ud800",
                "x".repeat(70_000),
                true,
                (byte) -1,
                'c',
                (short) 2,
                3,
                4L,
                Double.NaN,
                1.5f,
                new BigInteger("-123456789012345678901234567890"),
                new BigDecimal("1.10"),
                new BigDecimal("1E+400"),
                UUID.randomUUID(),
                URI.create("http://a/b?c"),
                Locale.GERMANY,
                Currency.getInstance("EUR"),
                new Date(5),
                BitSet.valueOf(new long[] {5}),
                Instant.MAX,
                Duration.ofNanos(7),
                Period.ofDays(2),
                LocalDate.of(2020, 2, 29),
                LocalDateTime.of(2020, 2, 29, 1, 2),
                OffsetDateTime.of(2020, 2, 29, 1, 2, 3, 4, ZoneOffset.ofHours(3)),
                ZonedDateTime.of(2020, 2, 29, 1, 2, 3, 4, ZoneId.of("Europe/Berlin")),
                YearMonth.of(2020, 2),
                ZoneOffset.UTC,
                DayOfWeek.MONDAY,
                Color.RED,
                Color.GREEN,
                new Address("Main", null),
                new User("a", List.of(new Address("b", 1)), Map.of(Color.RED, BigDecimal.ONE), Instant.EPOCH));
    }

    @ParameterizedTest
    @MethodSource("plain_values")
    void restores_plain_values_enums_and_records(Object value) {
        Class<?> type = value instanceof Color ? Color.class : value.getClass();
        assertThat(java.deserialize(java.serialize(value, type), type)).isEqualTo(value);
    }

    static Stream<Object> collections() {
        List<String> abc = new ArrayList<>(List.of("a", "b", "c"));
        Map<String, Integer> map = new HashMap<>(Map.of("a", 1, "b", 2));
        Set<String> concurrent = Collections.newSetFromMap(new ConcurrentHashMap<>());
        concurrent.add("a");
        return Stream.of(
                abc,
                concurrent,
                ConcurrentHashMap.newKeySet(),
                new LinkedList<>(abc),
                new CopyOnWriteArrayList<>(abc),
                Arrays.asList("a", "b"),
                List.of(),
                List.of("a"),
                List.of("a", "b", "c"),
                Stream.of("a").toList(),
                Collections.emptyList(),
                Collections.singletonList("a"),
                Collections.unmodifiableList(abc),
                Collections.unmodifiableList(new LinkedList<>(abc)),
                Collections.synchronizedList(abc),
                new HashSet<>(abc),
                new LinkedHashSet<>(abc),
                new TreeSet<>(abc),
                new TreeSet<>(Set.copyOf(abc)).descendingSet(),
                Set.of("a"),
                Set.of("a", "b", "c"),
                Collections.unmodifiableSet(new HashSet<>(abc)),
                Collections.emptySet(),
                EnumSet.of(Color.GREEN),
                EnumSet.noneOf(Color.class),
                new EnumMap<>(Map.of(Color.RED, 1)),
                map,
                new LinkedHashMap<>(map),
                new TreeMap<>(map),
                new ConcurrentHashMap<>(map),
                Map.of(),
                Map.of("a", 1),
                Map.of("a", 1, "b", 2),
                Collections.unmodifiableMap(map),
                Collections.singletonMap("a", 1),
                Collections.emptyMap(),
                new HashMap<>(Collections.singletonMap(null, null)));
    }

    @ParameterizedTest
    @MethodSource("collections")
    void restores_the_collections_of_the_jdk(Object value) {
        Type type = new ValueType<Box<Box<Color>>>() {}.type();
        Object read = requireNonNull(java.deserialize(java.serialize(new Box<>(value), type), type));
        assertThat(read).isEqualTo(new Box<>(value));
        assertThat(((Box<?>) read).content().getClass()).isEqualTo(value.getClass());
    }

    @Test
    void restores_orders_by_comparators_of_the_jdk() {
        TreeMap<String, Integer> backwards = new TreeMap<>(Comparator.reverseOrder());
        backwards.putAll(Map.of("a", 1, "b", 2));
        assertThat(roundTrip(backwards, new ValueType<TreeMap<String, Integer>>() {})
                        .firstKey())
                .isEqualTo("b");
        TreeSet<String> anyCase = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        anyCase.add("a");
        assertThat(roundTrip(anyCase, new ValueType<TreeSet<String>>() {})).contains("A");
        assertThat(roundTrip(new ArrayDeque<>(List.of(1, 2)), new ValueType<ArrayDeque<Integer>>() {}))
                .containsExactly(1, 2);
    }

    @Test
    void restores_arrays() {
        assertThat(roundTrip(new int[][] {{1}, {2, 3}}, ValueType.of(int[][].class)))
                .isDeepEqualTo(new int[][] {{1}, {2, 3}});
        assertThat(roundTrip(new Address[] {new Address("a", 1)}, ValueType.of(Address[].class)))
                .containsExactly(new Address("a", 1));
        assertThat(roundTrip(new byte[100_000], ValueType.of(byte[].class))).hasSize(100_000);
        assertThat(roundTrip(new LocalDate[] {LocalDate.EPOCH}, ValueType.of(LocalDate[].class)))
                .containsExactly(LocalDate.EPOCH);
        assertThat(roundTrip(new List<?>[] {List.of("a")}, new ValueType<List<?>[]>() {}))
                .hasSize(1);
    }

    @Test
    void restores_what_a_sealed_type_permits_and_what_type_arguments_name() {
        assertThat(roundTrip(new Circle(1), ValueType.of(Shape.class))).isEqualTo(new Circle(1));
        assertThat(roundTrip(List.of(new Square(2), new Circle(1)), new ValueType<List<? extends Shape>>() {}))
                .isEqualTo(List.of(new Square(2), new Circle(1)));
        Map<String, Box<User>> value =
                Map.of("k", new Box<>(new User("a", List.of(), Map.of(Color.GREEN, BigDecimal.TEN), Instant.EPOCH)));
        assertThat(roundTrip(value, new ValueType<Map<String, Box<User>>>() {})).isEqualTo(value);
    }

    @Test
    void writes_an_empty_optional_as_null_and_a_full_one_as_its_content() {
        ValueType<Optional<Address>> type = new ValueType<>() {};
        Optional<Address> full = Optional.of(new Address("a", 1));
        assertThat(roundTrip(Optional.empty(), type)).isEmpty();
        assertThat(roundTrip(full, type)).isEqualTo(full);
        assertThat(java.serialize(full, type.type())).isEqualTo(java.serialize(full.get(), Address.class));
        assertThat(java.deserialize(java.serialize("text", String.class), Optional.class))
                .isEqualTo(Optional.of("text"));
        byte[] text = java.serialize("text", String.class);
        assertThatIllegalArgumentException().isThrownBy(() -> java.deserialize(text, type.type()));
    }

    @Test
    void reads_null_as_null_if_the_type_is_not_optional() {
        assertThat(java.deserialize(new byte[] {(byte) 0xac, (byte) 0xed, 0, 5, 0x70}, String.class))
                .isNull();
    }

    @Test
    void refuses_to_read_a_class_outside_the_type_and_never_makes_one() throws IOException {
        for (Type type : List.of(Address.class, Object.class, Serializable.class, Box.class, List.class)) {
            for (Object wrapped : List.of(
                    new Gadget(), new Box<>(new Gadget()), List.of(new Gadget()), new Gadget[] {new Gadget()})) {
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> java.deserialize(plainlyWritten(wrapped), type))
                        .withMessageContaining("does not follow from the value type");
            }
        }
        assertThat(Gadget.made).isZero();
        JavaSerializer trusting = JavaSerializer.allowing(Gadget.class);
        assertThat(trusting.deserialize(plainlyWritten(new Gadget()), Object.class))
                .isInstanceOf(Gadget.class);
        assertThat(Gadget.made).isOne();
        Gadget.made = 0;
    }

    @Test
    void the_filter_alone_refuses_such_a_class_too() throws IOException {
        byte[] bytes = plainlyWritten(new Object[] {new Gadget()});
        AllowedClasses allowed = AllowedClasses.of(Object.class, List.of());
        try (GuardedInput in = new GuardedInput(new java.io.ByteArrayInputStream(bytes), bytes.length, allowed)) {
            assertThatCode(in::readObject).isInstanceOf(java.io.InvalidClassException.class);
        }
        assertThat(Gadget.made).isZero();
    }

    @Test
    void what_a_class_puts_in_its_own_place_has_to_be_allowed_too() {
        byte[] bytes = java.serialize(new Box<>(new Turncoat("a")), new ValueType<Box<Turncoat>>() {}.type());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> java.deserialize(bytes, new ValueType<Box<Turncoat>>() {}.type()))
                .withMessageContaining("REJECTED");
    }

    @Test
    void a_class_that_is_not_allowed_is_refused_on_writing_and_named() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> java.serialize(new Dog("Rex", "ball"), Animal.class))
                .withMessage(
                        "the class %s does not follow from the value type %s; "
                                + "if it belongs to the values, allow it by JavaSerializer.allowing(...)",
                        Dog.class.getName(), Animal.class.getName());
        JavaSerializer withDogs = JavaSerializer.allowing(Dog.class);
        Dog read = (Dog) withDogs.deserialize(withDogs.serialize(new Dog("Rex", "ball"), Animal.class), Animal.class);
        assertThat(read).isNotNull().extracting(dog -> dog.name).isEqualTo("Rex");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> withDogs.serialize(new Dog("Rex", Color.RED), Animal.class))
                .withMessageContaining(Color.class.getName());
    }

    @Test
    void object_as_type_allows_plain_values_and_nothing_else() {
        Map<String, Object> value = Map.of("a", List.of(1, "b", Instant.EPOCH));
        assertThat(roundTrip(value, ValueType.of(Object.class))).isEqualTo(value);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> java.serialize(new Address("a", 1), Object.class))
                .withMessageContaining("allowing");
    }

    @Test
    void classes_of_the_jdk_that_act_on_reading_are_refused() throws Exception {
        URL url = new URL("http://localhost");
        assertThatIllegalArgumentException().isThrownBy(() -> java.serialize(url, Object.class));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> java.deserialize(plainlyWritten(new HashMap<>(Map.of("a", url))), Map.class));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> java.serialize(Collections.nCopies(Integer.MAX_VALUE, "a"), List.class));
    }

    @Test
    void lambdas_and_proxies_are_refused_both_ways() throws IOException {
        Supplier<String> lambda = (Supplier<String> & Serializable) () -> "a";
        Object proxy = Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {Comparable.class},
                (java.lang.reflect.InvocationHandler & Serializable) (self, method, arguments) -> null);
        for (Object code : List.of(lambda, proxy)) {
            assertThatIllegalArgumentException().isThrownBy(() -> java.serialize(new Holder(code), Holder.class));
            byte[] bytes = plainlyWritten(new Holder(code));
            assertThatIllegalArgumentException().isThrownBy(() -> java.deserialize(bytes, Holder.class));
        }
    }

    @Test
    void a_value_that_is_not_serializable_is_refused_on_writing() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> java.serialize(new Holder(new Object()), Holder.class))
                .withMessageEndingWith("cannot be written: java.lang.Object does not implement java.io.Serializable");
    }

    @Test
    void a_value_of_another_type_is_refused_both_ways() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> java.serialize("text", Integer.class))
                .withMessage("a value of this cache must be a java.lang.Integer but was a java.lang.String");
        byte[] text = java.serialize("text", String.class);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> java.deserialize(text, Integer.class))
                .withMessage(
                        "a value of this cache must be a java.lang.Integer but what was read is a java.lang.String");
    }

    @Test
    void a_class_that_has_changed_is_refused() {
        byte[] bytes = java.serialize(new Animal("a"), Animal.class);
        int version = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("$Animal") + "$Animal".length() + 7;
        assertThat(bytes[version]).isEqualTo((byte) 1);
        bytes[version] = 2;
        assertThatIllegalArgumentException()
                .isThrownBy(() -> java.deserialize(bytes, Animal.class))
                .withMessageContaining("serialVersionUID");
    }

    @Test
    void bytes_that_are_cut_off_or_followed_by_others_are_refused() {
        byte[] whole = java.serialize(new User("a", List.of(new Address("b", 1)), Map.of(), Instant.EPOCH), User.class);
        for (int length = 0; length < whole.length; length++) {
            byte[] part = Arrays.copyOf(whole, length);
            assertThatIllegalArgumentException().isThrownBy(() -> java.deserialize(part, User.class));
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> java.deserialize(Arrays.copyOf(whole, whole.length + 1), User.class))
                .withMessageContaining("followed by 1 bytes");
    }

    @Test
    void any_flipped_bit_is_read_or_refused_but_never_worse() {
        byte[] whole = java.serialize(
                new User("a", List.of(new Address("b", 1)), Map.of(Color.RED, BigDecimal.ONE), Instant.EPOCH),
                User.class);
        for (int bit = 0; bit < whole.length * 8; bit++) {
            byte[] flipped = whole.clone();
            flipped[bit / 8] ^= (byte) (1 << (bit % 8));
            try {
                assertThat(java.deserialize(flipped, User.class)).isInstanceOfAny(User.class);
            } catch (IllegalArgumentException refused) {
                assertThat(refused).isNotNull();
            }
        }
    }

    @Test
    void the_description_of_a_class_is_no_object() {
        Type texts = new ValueType<List<String>>() {}.type();
        byte[] bytes = java.serialize(new ArrayList<>(Collections.nCopies(2, "same")), texts);
        // the second text is a reference to the third thing in the stream; the first is the description of the list
        assertThat(bytes[bytes.length - 2]).isEqualTo((byte) 2);
        bytes[bytes.length - 2] = 0;
        assertThatIllegalArgumentException()
                .isThrownBy(() -> java.deserialize(bytes, texts))
                .withMessageContaining("a class stands where an object was expected");
    }

    @Test
    void a_value_may_be_nested_20_deep() {
        assertThat(roundTrip(nested(20), new ValueType<List<Object>>() {})).isEqualTo(nested(20));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> java.serialize(nested(21), List.class))
                .withMessage("the serialized value is nested more than 20 deep");
        assertThatIllegalArgumentException().isThrownBy(() -> java.deserialize(plainlyWritten(nested(21)), List.class));
        assertThatIllegalArgumentException().isThrownBy(() -> java.serialize(nested(100_000), List.class));
    }

    private static List<Object> nested(int depth) {
        List<Object> value = new ArrayList<>();
        for (int i = 1; i < depth; i++) {
            value = new ArrayList<>(Collections.singletonList(value));
        }
        return value;
    }

    @Test
    void a_value_that_refers_to_itself_is_kept() {
        Object[] self = new Object[1];
        self[0] = self;
        Object[] read = roundTrip(self, ValueType.of(Object[].class));
        assertThat(read[0]).isSameAs(read);
    }

    @Test
    @Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void sets_within_sets_end_quickly() throws IOException {
        Set<Object> root = new HashSet<>();
        Set<Object> one = root;
        Set<Object> two = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            Set<Object> nextOne = new HashSet<>();
            Set<Object> nextTwo = new HashSet<>();
            nextOne.add("foo");
            one.add(nextOne);
            one.add(nextTwo);
            two.add(nextOne);
            two.add(nextTwo);
            one = nextOne;
            two = nextTwo;
        }
        byte[] bomb = plainlyWritten(root);
        assertThatIllegalArgumentException().isThrownBy(() -> java.deserialize(bomb, Set.class));
    }

    @Test
    @Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void sets_that_are_nested_by_back_references_alone_end_quickly() throws IOException {
        List<Set<Object>> flat = new ArrayList<>();
        flat.add(new HashSet<>(List.of("a")));
        flat.add(new HashSet<>(List.of("b")));
        byte[] bomb = plainlyWrittenBomb(flat, 60);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> java.deserialize(bomb, List.class))
                .withMessage("the keys of the serialized value would take too long to hash");
    }

    /** Two sets a level, each with both of the level before; identity hashes while they are made, so it is quick. */
    private static byte[] plainlyWrittenBomb(List<Set<Object>> start, int levels) throws IOException {
        List<Object> flat = new ArrayList<>(start);
        Object one = start.get(0);
        Object two = start.get(1);
        for (int i = 0; i < levels; i++) {
            Object nextOne = new Bag(List.of(one, two, "x"));
            Object nextTwo = new Bag(List.of(one, two, "y"));
            flat.add(nextOne);
            flat.add(nextTwo);
            one = nextOne;
            two = nextTwo;
        }
        return asHashSets(plainlyWritten(flat));
    }

    /** Written just as a HashSet is, but for its name. */
    static final class Bag implements Serializable {
        private static final long serialVersionUID = -5024744406713321676L;
        private final transient List<Object> elements;

        Bag(List<Object> elements) {
            this.elements = elements;
        }

        private void writeObject(ObjectOutputStream out) throws IOException {
            out.defaultWriteObject();
            out.writeInt(16);
            out.writeFloat(0.75f);
            out.writeInt(elements.size());
            for (Object each : elements) {
                out.writeObject(each);
            }
        }
    }

    private static byte[] asHashSets(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        String bag = Bag.class.getName();
        String set = "java.util.HashSet";
        return text.replace((char) 0 + "" + (char) bag.length() + bag, (char) 0 + "" + (char) set.length() + set)
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    @Test
    void sharing_that_is_not_hashed_costs_nothing() {
        List<Integer> catalog = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            catalog.add(i);
        }
        Map<String, List<Integer>> shared = new HashMap<>();
        for (int i = 0; i < 10_000; i++) {
            shared.put("k" + i, catalog);
        }
        assertThat(roundTrip(shared, new ValueType<Map<String, List<Integer>>>() {}))
                .hasSize(10_000);
        assertThat(roundTrip(Map.copyOf(shared), new ValueType<Map<String, List<Integer>>>() {}))
                .hasSize(10_000);
        assertThat(roundTrip(List.copyOf(shared.values()), new ValueType<List<List<Integer>>>() {}))
                .hasSize(10_000);
    }

    @Test
    void a_long_array_without_its_elements_is_refused_before_it_is_made() throws IOException {
        byte[] bytes = plainlyWritten(new long[1]);
        bytes[bytes.length - 12] = 0x7f;
        assertThatIllegalArgumentException()
                .isThrownBy(() -> java.deserialize(bytes, long[].class))
                .withMessage("the serialized value is cut off");
    }

    @Test
    void a_hash_table_with_more_places_than_its_entries_need_is_refused_before_it_is_made() throws IOException {
        byte[] bytes = plainlyWritten(new HashMap<>(Map.of("a", 1)));
        // the number of entries is the last of the 8 bytes of block data
        int entries = new String(bytes, StandardCharsets.ISO_8859_1).lastIndexOf("w\b") + 2 + 4;
        assertThat(bytes[entries + 3]).isEqualTo((byte) 1);
        bytes[entries] = 0x3f;
        assertThatIllegalArgumentException()
                .isThrownBy(() -> java.deserialize(bytes, Map.class))
                .withMessageContaining("REJECTED");
    }

    @SuppressWarnings("unchecked")
    private <V> V roundTrip(V value, ValueType<V> type) {
        return (V) requireNonNull(java.deserialize(java.serialize(value, type.type()), type.type()));
    }

    private static byte[] plainlyWritten(Object value) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(value);
        }
        return bytes.toByteArray();
    }
}
