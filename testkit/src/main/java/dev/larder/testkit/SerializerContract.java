package dev.larder.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.larder.ValueType;
import dev.larder.spi.Serializer;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every serializer does; a home says which, and how its format differs. */
// on a thread of its own, for what hashes or inflates for ever hears no interrupt
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
public abstract class SerializerContract {
    private static final Person ADA = new Person("Ada \ud83d\ude00", 36, List.of("", "42", "\u00fcn\u00ef"));
    private static final ValueType<Person> PERSON = ValueType.of(Person.class);
    private static final ValueType<List<Person>> PEOPLE = new ValueType<>() {};
    private static final ValueType<Map<String, Person>> PEOPLE_BY_NAME = new ValueType<>() {};
    private static final ValueType<List<Long>> NUMBERS = new ValueType<>() {};

    private Serializer writer;
    private Serializer reader;

    /** For homes. */
    protected SerializerContract() {}

    /** Two, as there are in two processes: a new one for each value would take most of the time. */
    @BeforeEach
    final void takeWriterAndReader() {
        writer = serializer();
        reader = serializer();
    }

    /** The serializer, as users get it without settings. */
    protected abstract Serializer serializer();

    /** The bytes that say "null" in this format; null if nothing does. */
    protected byte @Nullable [] nullBytes() {
        return null;
    }

    /** Whether NaN and the infinities have a form in this format. */
    protected boolean hasAllDoubles() {
        return true;
    }

    /** Whether a value that contains itself has a form in this format. */
    protected boolean restoresCycles() {
        return false;
    }

    /** Whether a value that is cut off can be told from a shorter one. */
    protected boolean tellsWhatIsCutOff() {
        return true;
    }

    // --- the name

    @Test
    final void its_name_fits_into_every_value_and_never_changes() {
        assertThat(serializer().name())
                .matches("[a-z0-9-]{1,15}")
                .isEqualTo(serializer().name());
    }

    // --- what comes back

    @Test
    final void restores_text_whatever_it_looks_like() {
        for (String text : SampleText.ALL) {
            assertRestored(text, ValueType.of(String.class));
        }
    }

    @Test
    final void restores_long_text() {
        assertRestored("a\u00e4\u20ac\ud83d\ude00 \n".repeat(50_000), ValueType.of(String.class));
    }

    @Test
    final void restores_every_character() {
        StringBuilder all = new StringBuilder();
        for (int each = 0; each <= 0x3000; each++) {
            all.appendCodePoint(each);
            assertRestored(Character.toString(each), ValueType.of(String.class));
        }
        assertRestored(all.append("\uFEFF\uFFFD\uFFFE\uFFFF").toString(), ValueType.of(String.class));
    }

    @Test
    final void restores_whole_numbers_to_their_ends() {
        for (long number : new long[] {0, 1, -1, 31, 32, 127, 128, 255, 256, 65_536, Integer.MAX_VALUE, 1L << 53}) {
            assertRestored(number, ValueType.of(Long.class));
            assertRestored(-number - 1, ValueType.of(Long.class));
        }
        assertRestored(Long.MAX_VALUE, ValueType.of(Long.class));
        assertRestored(Long.MIN_VALUE, ValueType.of(Long.class));
        assertRestored(Integer.MIN_VALUE, ValueType.of(Integer.class));
        assertRestored(Short.MIN_VALUE, ValueType.of(Short.class));
        assertRestored(Byte.MIN_VALUE, ValueType.of(Byte.class));
    }

    @Test
    final void restores_fractions_bit_by_bit() {
        for (double number :
                new double[] {0, -0.0, 1, 0.1, 1.1, -1e-7, 5, 1e16, 1e300, Double.MIN_VALUE, Double.MAX_VALUE, Math.PI
                }) {
            assertRestored(number, ValueType.of(Double.class));
        }
        for (float number : new float[] {0, 0.1f, Float.MIN_VALUE, Float.MAX_VALUE}) {
            assertRestored(number, ValueType.of(Float.class));
        }
    }

    @Test
    final void restores_numbers_that_are_none() {
        Assumptions.assumeTrue(hasAllDoubles());
        for (double number : new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
            assertRestored(number, ValueType.of(Double.class));
        }
    }

    @Test
    final void restores_truth() {
        assertRestored(true, ValueType.of(Boolean.class));
        assertRestored(false, ValueType.of(Boolean.class));
    }

    @Test
    final void restores_bytes() {
        byte[] every = new byte[256];
        for (int i = 0; i < every.length; i++) {
            every[i] = (byte) i;
        }
        for (byte[] bytes : new byte[][] {{}, {0}, every}) {
            byte[] written = serializer().serialize(bytes, byte[].class);
            assertThat(serializer().deserialize(written, byte[].class)).isEqualTo(bytes);
        }
    }

    @Test
    final void restores_records_with_all_that_is_in_them() {
        assertRestored(ADA, PERSON);
        for (String name : SampleText.ALL) {
            assertRestored(new Person(name, 7, List.of()), PERSON);
        }
        assertRestored(new Person("", Integer.MIN_VALUE, SampleText.ALL), PERSON);
    }

    @Test
    final void restores_lists_with_elements_of_the_type_that_was_named() {
        assertRestored(List.of(), PEOPLE);
        assertRestored(List.of(ADA, new Person("Grace", 7, List.of())), PEOPLE);
        assertRestored(List.of(1L, Long.MAX_VALUE, -5L), NUMBERS);
        assertRestored(IntStream.range(0, 20_000).mapToObj(i -> (long) i).toList(), NUMBERS);
        assertRestored(List.of(List.of("a"), List.of(), List.of("1", "2")), new ValueType<List<List<String>>>() {});
    }

    @Test
    final void restores_maps_with_values_of_the_type_that_was_named() {
        assertRestored(Map.of(), PEOPLE_BY_NAME);
        assertRestored(Map.of("a", ADA, "", new Person("?", 7, List.of())), PEOPLE_BY_NAME);
        assertRestored(
                Map.of("1", 1L, "true", 2L, "null", 3L, "\ud83d\ude00", 4L), new ValueType<Map<String, Long>>() {});
    }

    @Test
    final void restores_something_and_nothing() {
        ValueType<Optional<Person>> perhaps = new ValueType<>() {};
        assertRestored(Optional.of(ADA), perhaps);
        byte[] nothing = serializer().serialize(Optional.empty(), perhaps.type());
        // the cache takes null for an empty Optional
        assertThat(serializer().deserialize(nothing, perhaps.type())).isIn(null, Optional.empty());
    }

    @Test
    final void null_bytes_are_null() {
        byte[] nothing = nullBytes();
        Assumptions.assumeTrue(nothing != null);
        for (Type type : List.of(String.class, Long.class, Person.class, PEOPLE.type(), PEOPLE_BY_NAME.type())) {
            assertThat(serializer().deserialize(nothing, type)).isNull();
        }
    }

    // --- what is refused

    @Test
    final void a_value_without_a_form_is_refused() {
        assertThatThrownBy(() -> serializer().serialize(new Object(), Person.class))
                .isInstanceOf(RuntimeException.class);
        assertThatThrownBy(() -> serializer().serialize(new Object(), Object.class))
                .isInstanceOf(RuntimeException.class);
        assertThatThrownBy(() -> serializer().serialize(List.of("text", new Object()), List.class))
                .isInstanceOf(RuntimeException.class);
    }

    @Test
    final void a_value_that_contains_itself_is_refused_or_restored() {
        List<Object> self = new ArrayList<>();
        self.add(self);
        if (restoresCycles()) {
            byte[] written = serializer().serialize(self, Object.class);
            List<?> restored = (List<?>) Objects.requireNonNull(serializer().deserialize(written, Object.class));
            assertThat(restored.get(0)).isSameAs(restored);
        } else {
            assertThatThrownBy(() -> serializer().serialize(self, Object.class)).isInstanceOf(RuntimeException.class);
        }
    }

    @Test
    final void a_value_of_another_type_is_no_value_of_this_one() {
        byte[] person = serializer().serialize(ADA, Person.class);
        for (Type type : List.of(Long.class, Boolean.class, NUMBERS.type())) {
            assertThatThrownBy(() -> serializer().deserialize(person, type))
                    .as("a person as %s", type)
                    .isInstanceOf(RuntimeException.class);
        }
        byte[] text = serializer().serialize("text", String.class);
        for (Type type : List.of(Person.class, Long.class, PEOPLE_BY_NAME.type())) {
            assertThatThrownBy(() -> serializer().deserialize(text, type))
                    .as("text as %s", type)
                    .isInstanceOf(RuntimeException.class);
        }
    }

    @Test
    final void a_value_that_is_cut_off_is_refused() {
        byte[] whole = serializer().serialize(ADA, Person.class);
        for (int length = 0; length < whole.length; length++) {
            Object read = readOrRefused("cut off after " + length, Arrays.copyOf(whole, length), Person.class);
            if (tellsWhatIsCutOff()) {
                // a format whose end is only white space or a marker is whole without it
                assertThat(read)
                        .as("cut off after %d of %d bytes", length, whole.length)
                        .isIn(null, ADA);
            }
        }
    }

    @Test
    final void bytes_that_are_no_value_are_refused() {
        for (byte[] garbage :
                List.of(new byte[0], new byte[] {(byte) 0xC1}, new byte[100], "\u0007garbage".getBytes(UTF_8))) {
            assertThatThrownBy(() -> serializer().deserialize(garbage, Person.class))
                    .isInstanceOf(RuntimeException.class);
        }
    }

    @Test
    final void a_changed_byte_is_refused_or_read_as_what_it_says() {
        byte[] whole = serializer().serialize(ADA, Person.class);
        for (int at = 0; at < whole.length; at++) {
            for (int change : new int[] {1, 0x20, 0x80, 0xff}) {
                byte[] changed = whole.clone();
                changed[at] ^= (byte) change;
                readOrRefused("byte " + at + " changed by " + change, changed, Person.class);
            }
        }
    }

    @Test
    final void garbage_is_refused_or_read_as_what_it_says() {
        Random random = new Random(1);
        for (int i = 0; i < 1000; i++) {
            byte[] garbage = new byte[random.nextInt(200)];
            random.nextBytes(garbage);
            for (Type type : List.of(Person.class, String.class, Long.class, PEOPLE.type())) {
                readOrRefused("garbage " + i, garbage, type);
            }
        }
    }

    @Test
    final void hostile_bytes_of_any_format_are_refused_without_harm() {
        HostileBytes.all().forEach((what, bytes) -> {
            for (Type type : List.of(Object.class, String.class, Person.class, PEOPLE.type(), PEOPLE_BY_NAME.type())) {
                readOrRefused(what, bytes, type);
            }
        });
    }

    @Test
    final void a_value_nested_a_hundred_thousand_deep_is_refused_on_writing_or_on_reading() {
        Object nested = "core";
        for (int depth = 0; depth < 100_000; depth++) {
            nested = new ArrayList<>(Arrays.asList(nested));
        }
        Object value = nested;
        assertThatThrownBy(() -> {
                    byte[] written = serializer().serialize(value, Object.class);
                    serializer().deserialize(written, Object.class);
                })
                .isInstanceOf(RuntimeException.class);
    }

    // --- manners

    @Test
    final void leaves_bytes_as_they_are_and_keeps_none() {
        byte[] bytes = serializer().serialize(ADA, Person.class);
        byte[] given = bytes.clone();
        Object read = serializer().deserialize(given, Person.class);
        assertThat(given).isEqualTo(bytes);
        Arrays.fill(given, (byte) 0);
        assertThat(read).isEqualTo(ADA);
        Arrays.fill(bytes, (byte) 0);
        assertRestored(ADA, PERSON);
    }

    @Test
    final void many_threads_use_it_at_once() {
        Serializer shared = serializer();
        byte[] written = shared.serialize(ADA, Person.class);
        IntStream.range(0, 2_000).parallel().forEach(i -> {
            List<Person> people = List.of(new Person("p" + i, i, List.of()), ADA);
            assertThat(shared.deserialize(shared.serialize(people, PEOPLE.type()), PEOPLE.type()))
                    .isEqualTo(people);
            assertThat(shared.deserialize(written, Person.class)).isEqualTo(ADA);
        });
    }

    private <T> void assertRestored(T value, ValueType<T> type) {
        byte[] bytes = writer.serialize(value, type.type());
        assertThat(reader.deserialize(bytes, type.type())).isEqualTo(value).isInstanceOf(type.rawType());
    }

    /** What was read; null if that was refused, as it may be by an unchecked exception only. */
    private @Nullable Object readOrRefused(String what, byte[] bytes, Type type) {
        byte[] before = bytes.clone();
        Object read;
        try {
            read = reader.deserialize(bytes, type);
        } catch (RuntimeException refused) {
            assertThat(bytes).isEqualTo(before);
            return null;
        } catch (Error uncontrolled) {
            throw new AssertionError(what + " as " + type + " ends in an error", uncontrolled);
        }
        if (read != null && type instanceof Class<?> expected) {
            assertThat(read).as(what).isInstanceOf(expected);
        }
        return read;
    }
}
