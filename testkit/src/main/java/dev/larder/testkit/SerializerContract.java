package dev.larder.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.larder.ValueType;
import dev.larder.spi.Serializer;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every serializer does; a home says which. */
@Timeout(60)
public abstract class SerializerContract {
    private static final Person ADA = new Person("Ada \uD83D\uDE00", 36, new ArrayList<>(List.of("", "42", "ünï")));

    /** For homes. */
    protected SerializerContract() {}

    /** The serializer, as users get it without settings. */
    protected abstract Serializer serializer();

    private @Nullable Object there_and_back(Object value, Type type) {
        Serializer serializer = serializer();
        return serializer.deserialize(serializer.serialize(value, type), type);
    }

    @Test
    final void has_a_name_that_fits_into_values() {
        assertThat(serializer().name())
                .matches("[a-z0-9-]{1,15}")
                .isEqualTo(serializer().name());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "42", "1_000", "null", "true", "\u0000", "a\nb\tc", "ünï\uD83D\uDE00", "~", "- x", "{}"})
    final void text_comes_back(String text) {
        assertThat(there_and_back(text, String.class)).isEqualTo(text);
    }

    @Test
    final void numbers_and_booleans_come_back() {
        for (Object value : List.of(0, -1, Integer.MAX_VALUE, Integer.MIN_VALUE)) {
            assertThat(there_and_back(value, Integer.class)).isEqualTo(value);
        }
        for (Object value : List.of(Long.MIN_VALUE, Long.MAX_VALUE)) {
            assertThat(there_and_back(value, Long.class)).isEqualTo(value);
        }
        for (Object value : List.of(1.1, -0.0, 1e-300, Double.MAX_VALUE)) {
            assertThat(there_and_back(value, Double.class)).isEqualTo(value);
        }
        assertThat(there_and_back(true, Boolean.class)).isEqualTo(true);
    }

    @Test
    final void records_lists_and_maps_come_back() {
        assertThat(there_and_back(ADA, Person.class)).isEqualTo(ADA);
        List<Person> people = new ArrayList<>(List.of(ADA, ADA));
        assertThat(there_and_back(people, new ValueType<List<Person>>() {}.type()))
                .isEqualTo(people);
        Map<String, Person> byName = new HashMap<>(Map.of("ada", ADA));
        assertThat(there_and_back(byName, new ValueType<Map<String, Person>>() {}.type()))
                .isEqualTo(byName);
    }

    @Test
    final void an_empty_optional_is_null_or_empty_and_a_full_one_comes_back() {
        Type type = new ValueType<Optional<Person>>() {}.type();
        Object empty = there_and_back(Optional.empty(), type);
        assertThat(empty == null || empty.equals(Optional.empty())).isTrue();
        assertThat(there_and_back(Optional.of(ADA), type)).isEqualTo(Optional.of(ADA));
    }

    @Test
    final void a_value_of_another_type_is_not_written() {
        assertThatThrownBy(() -> serializer().serialize(new Object(), Person.class))
                .isInstanceOf(RuntimeException.class);
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
    final void bytes_that_are_cut_off_are_refused() {
        Serializer serializer = serializer();
        byte[] whole = serializer.serialize(ADA, Person.class);
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            Object read;
            try {
                read = serializer.deserialize(cut, Person.class);
            } catch (RuntimeException refused) {
                continue;
            }
            // a format whose end is only white space or a marker may be whole without it
            assertThat(read).isEqualTo(ADA);
        }
    }

    @Test
    final void garbled_bytes_end_soon_in_a_value_or_an_unchecked_exception() {
        Serializer serializer = serializer();
        byte[] whole = serializer.serialize(ADA, Person.class);
        Random random = new Random(7);
        int refused = 0;
        for (int i = 0; i < 5_000; i++) {
            byte[] garbled = whole.clone();
            for (int flips = random.nextInt(3); flips >= 0; flips--) {
                garbled[random.nextInt(garbled.length)] = (byte) random.nextInt();
            }
            try {
                serializer.deserialize(garbled, Person.class);
            } catch (RuntimeException expected) {
                refused++;
            }
        }
        assertThat(refused).isPositive();
    }

    @Test
    final void many_threads_use_it_at_once() {
        Serializer serializer = serializer();
        byte[] written = serializer.serialize(ADA, Person.class);
        IntStream.range(0, 2_000).parallel().forEach(i -> {
            Person person = new Person("p" + i, i, new ArrayList<>());
            assertThat(serializer.deserialize(serializer.serialize(person, Person.class), Person.class))
                    .isEqualTo(person);
            assertThat(serializer.deserialize(written, Person.class)).isEqualTo(ADA);
        });
    }
}
