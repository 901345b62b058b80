package dev.larder.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.Cache;
import dev.larder.Ttl;
import dev.larder.ValueType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Values keep their type and their content. */
interface ValuesOfManyTypes extends CacheHome {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "42",
                "1_000",
                "-0",
                "1.1",
                "true",
                "null",
                "\u00c1",
                "\u0000",
                "ünï\uD83D\uDE00",
                "\"quoted\"",
                "{}"
            })
    default void text_stays_text(String text) {
        Cache<String> cache = cache(String.class);
        cache.set("k", text);
        assertThat(cache.get("k")).isEqualTo(text);
        assertThat(cache.getMany(List.of("k"))).containsEntry("k", text);
    }

    @Test
    default void a_megabyte_is_a_value() {
        Cache<String> cache = cache(String.class);
        String large = "0123456789abcdef".repeat(1 << 16);
        cache.set("k", large);
        assertThat(cache.get("k")).isEqualTo(large);
    }

    @Test
    default void records_lists_and_maps_come_back() {
        Person ada = new Person("Ada", 36, new ArrayList<>(List.of("math", "looms")));
        Cache<Person> people = cache(Person.class);
        people.set("ada", ada);
        assertThat(people.get("ada")).isEqualTo(ada);
        Cache<List<Person>> teams = cache(new ValueType<List<Person>>() {});
        teams.set("team", new ArrayList<>(List.of(ada, ada)));
        assertThat(teams.get("team")).containsExactly(ada, ada);
        Cache<Map<String, List<Integer>>> maps = cache(new ValueType<Map<String, List<Integer>>>() {});
        Map<String, List<Integer>> map = new LinkedHashMap<>(Map.of("a", new ArrayList<>(List.of(1, 2))));
        maps.set("map", map);
        assertThat(maps.get("map")).isEqualTo(map);
    }

    @Test
    default void numbers_keep_their_type() {
        Cache<Long> longs = cache(Long.class);
        for (long number : new long[] {0, -1, Long.MIN_VALUE, Long.MAX_VALUE}) {
            longs.set("n", number);
            assertThat(longs.get("n")).isEqualTo(number);
        }
        Cache<Integer> ints = cache(int.class);
        ints.set("i", -7);
        assertThat(ints.get("i")).isEqualTo(-7);
        assertThat(ints.getMany(List.of("i"))).containsEntry("i", -7);
        Cache<Double> doubles = cache(Double.class);
        doubles.set("d", 1.1);
        assertThat(doubles.get("d")).isEqualTo(1.1);
    }

    @Test
    default void a_number_that_does_not_fit_is_a_miss() {
        cache(Long.class).set("n", 1L << 40);
        assertThat(cache(Integer.class).get("n")).isNull();
        assertThat(cache(Byte.class).get("n")).isNull();
    }

    @Test
    default void a_boolean_is_no_number() {
        Cache<Boolean> booleans = cache(Boolean.class);
        booleans.set("yes", true);
        booleans.set("no", false);
        assertThat(booleans.get("yes")).isTrue();
        assertThat(booleans.get("no")).isFalse();
        assertThat(cache(Long.class).get("yes")).isNull();
        cache(Long.class).set("one", 1L);
        assertThat(booleans.get("one")).isNull();
    }

    @Test
    default void a_value_of_another_type_is_a_miss_and_its_neighbour_is_not_lost() {
        Cache<String> texts = cache(String.class);
        cache(Person.class).set("person", new Person("Ada", 36, new ArrayList<>()));
        texts.set("text", "hello");
        assertThat(texts.get("person")).isNull();
        assertThat(texts.getMany(List.of("person", "text"))).containsOnlyKeys("text");
        assertThat(texts.getOrSet("person", () -> "loaded")).isEqualTo("loaded");
        assertThat(texts.statistics().unreadable()).isPositive();
    }

    @Test
    default void absence_can_be_remembered() {
        Cache<Optional<String>> cache = cache(new ValueType<Optional<String>>() {});
        assertThat(cache.getOrSet("no", Optional::empty)).isEmpty();
        assertThat(cache.get("no")).isNotNull().isEmpty();
        cache.set("yes", Optional.of("there"), Ttl.FOREVER);
        assertThat(cache.get("yes")).isNotNull().contains("there");
    }
}
