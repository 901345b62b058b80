package dev.larder.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.larder.Cache;
import dev.larder.Ttl;
import dev.larder.ValueFormatException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Several entries at once. */
interface ManyKeys extends Caches {
    @Test
    default void reads_those_that_are_there_in_the_order_asked() {
        Cache<String> cache = texts();
        for (String key : List.of("a", "b", "c", "d")) {
            cache.set(key, key);
        }
        assertThat(cache.getMany(List.of("d", "x", "a", "c", "y")).keySet()).containsExactly("d", "a", "c");
        assertThat(cache.getMany(new LinkedHashSet<>(List.of("c", "a"))).values())
                .containsExactly("c", "a");
        assertThat(cache.getMany(List.of("x"))).isEmpty();
    }

    @Test
    default void a_key_that_is_asked_for_twice_counts_once() {
        Cache<String> cache = texts();
        cache.set("a", "1");
        assertThat(cache.getMany(List.of("a", "x", "a", "x"))).containsExactly(Map.entry("a", "1"));
        assertThat(cache.deleteMany(List.of("a", "a"))).isEqualTo(1);
    }

    @Test
    default void no_keys_are_no_work() {
        Cache<String> cache = texts();
        assertThat(cache.getMany(List.of())).isEmpty();
        assertThat(cache.getMany(Set.of())).isEmpty();
        cache.setMany(Map.of());
        cache.setMany(Map.of(), Ttl.FOREVER);
        cache.atVersion(2).setMany(Map.of());
        assertThat(cache.deleteMany(List.of())).isZero();
        assertThat(cache.keys("*")).isEmpty();
    }

    @Test
    default void whole_numbers_come_back_among_many() {
        Cache<Integer> cache = cache(Integer.class);
        cache.set("a", 1);
        cache.setMany(Map.of("b", 2, "c", -3));
        cache.increment("b");
        assertThat(cache.getMany(List.of("a", "b", "c", "d"))).isEqualTo(Map.of("a", 1, "b", 3, "c", -3));
    }

    @Test
    default void stores_all_and_replaces_what_was_there() {
        Cache<String> cache = texts();
        cache.set("a", "old");
        cache.setMany(Map.of("a", "1", "b", "2"));
        assertThat(cache.get("a")).isEqualTo("1");
        assertThat(cache.get("b")).isEqualTo("2");
        cache.atVersion(2).setMany(Map.of("a", "at 2"));
        assertThat(cache.get("a")).isEqualTo("1");
        assertThat(cache.atVersion(2).getMany(List.of("a", "b"))).isEqualTo(Map.of("a", "at 2"));
    }

    @Test
    default void stores_nothing_if_one_value_cannot_be_written() {
        Cache<String> cache = opened(caches().maxValueBytes(100).build(String.class));
        Map<String, String> values = new LinkedHashMap<>();
        values.put("first", "small");
        values.put("second", "small");
        values.put("last", "x".repeat(101));
        assertThatThrownBy(() -> cache.setMany(values)).isInstanceOf(ValueFormatException.class);
        assertThatThrownBy(() -> cache.setMany(values, Ttl.FOREVER)).isInstanceOf(ValueFormatException.class);
        assertThat(cache.getMany(values.keySet())).isEmpty();
        Cache<Object> objects = cache(Object.class);
        Map<String, Object> mixed = new LinkedHashMap<>();
        mixed.put("first", "text");
        mixed.put("last", new Object());
        assertThatThrownBy(() -> objects.setMany(mixed)).isInstanceOf(ValueFormatException.class);
        assertThat(objects.keys("*")).isEmpty();
    }

    @Test
    default void removes_those_that_are_given_and_counts_those_that_were_there() {
        Cache<String> cache = texts();
        cache.setMany(Map.of("a", "1", "b", "2", "c", "3"));
        assertThat(cache.deleteMany(List.of("a", "x", "c"))).isEqualTo(2);
        assertThat(cache.deleteMany(Set.of("a", "c"))).isZero();
        assertThat(cache.keys("*")).containsExactly("b");
    }

    @Test
    default void thousands_of_entries_are_written_read_and_removed() {
        Cache<String> cache = texts();
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i < 5000; i++) {
            values.put("key " + i, "value " + i);
        }
        cache.setMany(values);
        List<String> keys = new ArrayList<>(values.keySet());
        assertThat(cache.getMany(keys)).isEqualTo(values);
        assertThat(cache.deleteMany(keys)).isEqualTo(5000);
        assertThat(cache.getMany(keys)).isEmpty();
    }

    @Test
    default void what_is_given_back_belongs_to_the_caller() {
        Cache<String> cache = texts();
        cache.set("a", "1");
        Map<String, String> found = cache.getMany(List.of("a"));
        found.put("b", "2");
        found.remove("a");
        assertThat(cache.getMany(List.of("a", "b"))).isEqualTo(Map.of("a", "1"));
    }
}
