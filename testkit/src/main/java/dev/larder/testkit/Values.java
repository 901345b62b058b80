package dev.larder.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.Cache;
import dev.larder.ValueType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What goes in comes out, with its type. */
interface Values extends Caches {
    @Test
    default void text_stays_text_whatever_it_looks_like() {
        Cache<String> cache = texts();
        List<String> odd = List.of(
                "1",
                "1.1",
                "42",
                "-7",
                "1_000",
                "0x10",
                "1e3",
                "",
                " ",
                "\n",
                "null",
                "true",
                "NaN",
                "\"quoted\"",
                "{}",
                "[1]",
                "\u0000",
                "\u0080x",
                "\u00c1",
                "\u00ff\u00fe",
                "\ufeffmark",
                "\u00ac\u00ed\u0000\u0005",
                "x\u009c",
                "BZh9",
                "\u0004\"M\u0018",
                "(\u00b5/\u00fd",
                "---",
                "- a",
                "%YAML",
                "\u0093",
                "\ud83c\udf6f",
                "æøå",
                "ヘルロ");
        for (String text : odd) {
            cache.set("k", text);
            assertThat(cache.get("k")).isEqualTo(text);
            assertThat(cache.getMany(List.of("k"))).containsEntry("k", text);
        }
    }

    @Test
    default void whole_numbers_come_back_at_both_ends_of_their_range() {
        Cache<Byte> bytes = cache(Byte.class);
        Cache<Short> shorts = cache(Short.class);
        Cache<Integer> integers = cache(Integer.class);
        Cache<Long> longs = cache(Long.class);
        for (byte each : new byte[] {Byte.MIN_VALUE, -1, 0, 1, Byte.MAX_VALUE}) {
            bytes.set("b", each);
            assertThat(bytes.get("b")).isEqualTo(each);
        }
        for (short each : new short[] {Short.MIN_VALUE, 0, Short.MAX_VALUE}) {
            shorts.set("s", each);
            assertThat(shorts.get("s")).isEqualTo(each);
        }
        for (int each : new int[] {Integer.MIN_VALUE, 0, Integer.MAX_VALUE}) {
            integers.set("i", each);
            assertThat(integers.get("i")).isEqualTo(each);
        }
        for (long each : new long[] {Long.MIN_VALUE, 0, Long.MAX_VALUE}) {
            longs.set("l", each);
            assertThat(longs.get("l")).isEqualTo(each);
        }
    }

    @Test
    default void a_number_that_does_not_fit_the_type_is_a_miss() {
        cache(Long.class).set("k", 300L);
        assertThat(cache(Byte.class).get("k")).isNull();
        assertThat(cache(Integer.class).get("k")).isEqualTo(300);
    }

    @Test
    default void a_fraction_stays_a_fraction() {
        Cache<Double> cache = cache(Double.class);
        for (double each : new double[] {1.1, 1.0, 0, -0.0, Double.MIN_VALUE, Double.MAX_VALUE}) {
            cache.set("k", each);
            assertThat(cache.get("k")).isEqualTo(each);
        }
        cache(Float.class).set("f", 1.1f);
        assertThat(cache(Float.class).get("f")).isEqualTo(1.1f);
    }

    @Test
    default void true_and_false_come_back_and_are_no_numbers() {
        Cache<Boolean> cache = cache(Boolean.class);
        cache.set("t", true);
        cache.set("f", false);
        assertThat(cache.get("t")).isTrue();
        assertThat(cache.get("f")).isFalse();
        assertThat(cache(Long.class).get("t")).isNull();
        cache(Long.class).set("n", 1L);
        assertThat(cache.get("n")).isNull();
    }

    @Test
    default void lists_and_maps_come_back() {
        Cache<List<String>> lists = cache(new ValueType<List<String>>() {});
        lists.set("list", List.of("a", "1", ""));
        assertThat(lists.get("list")).containsExactly("a", "1", "");
        lists.set("list", List.of());
        assertThat(lists.get("list")).isEmpty();
        Cache<Map<String, List<Long>>> maps = cache(new ValueType<Map<String, List<Long>>>() {});
        Map<String, List<Long>> map = Map.of("Iñtërnâtiônàlizætiøn", List.of(1L, Long.MAX_VALUE), "", List.of());
        maps.set("map", map);
        assertThat(maps.get("map")).isEqualTo(map);
    }

    @Test
    default void an_optional_remembers_that_there_is_nothing() {
        Cache<Optional<String>> cache = cache(new ValueType<Optional<String>>() {});
        cache.set("none", Optional.empty());
        cache.set("some", Optional.of("v"));
        assertThat(cache.get("none")).isEmpty();
        assertThat(cache.get("some")).contains("v");
        assertThat(cache.get("other")).isNull();
    }

    @Test
    default void a_value_of_a_megabyte_comes_back() {
        Cache<String> cache = texts();
        StringBuilder text = new StringBuilder();
        new Random(1).ints(1 << 20, ' ', '~').forEach(letter -> text.append((char) letter));
        cache.set("k", text.toString());
        assertThat(cache.get("k")).isEqualTo(text.toString());
    }

    @Test
    default void a_large_value_that_repeats_itself_comes_back() {
        Cache<String> cache = texts();
        String text = "ab\n".repeat(1 << 20);
        cache.set("k", text);
        assertThat(cache.get("k")).isEqualTo(text);
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
    default void a_primitive_class_stands_for_its_wrapper() {
        Cache<Integer> cache = cache(int.class);
        cache.set("k", -7);
        assertThat(cache.get("k")).isEqualTo(-7);
        assertThat(cache.getMany(List.of("k"))).containsEntry("k", -7);
    }
}
