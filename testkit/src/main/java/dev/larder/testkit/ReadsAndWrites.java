package dev.larder.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import dev.larder.Cache;
import dev.larder.CacheStatistics;
import dev.larder.EntryInfo;
import dev.larder.Ttl;
import dev.larder.ValueFormatException;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Entries come back as they were set, under any key, and go when they are deleted. */
interface ReadsAndWrites extends CacheHome {
    /** Keys that someone, somewhere, uses. */
    static Stream<String> keys() {
        return Stream.of(
                "k",
                "",
                " ",
                "a b\n\tc\0",
                "*",
                "k[a-z]?",
                "\\",
                "{tag}rest",
                "{",
                "}{",
                "{}",
                "a}b{c",
                "1",
                ":1:k",
                "ключ",
                "\uD83D\uDE00",
                "k".repeat(10_000));
    }

    @ParameterizedTest
    @MethodSource("keys")
    default void any_key_holds_a_value(String key) {
        Cache<String> cache = cache(String.class);
        assertThat(cache.get(key)).isNull();
        assertThat(cache.contains(key)).isFalse();
        cache.set(key, "v");
        assertThat(cache.get(key)).isEqualTo("v");
        assertThat(cache.contains(key)).isTrue();
        assertThat(cache.getMany(List.of(key))).containsExactly(entry(key, "v"));
        assertThat(cache.keys("*")).containsExactly(key);
        assertThat(cache.delete(key)).isTrue();
        assertThat(cache.get(key)).isNull();
    }

    @Test
    default void half_a_character_is_no_key() {
        Cache<String> cache = cache(String.class);
        assertThatThrownBy(() -> cache.set("\uD83D", "v")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> cache.get("\uDE00")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    default void a_later_set_replaces_an_earlier_one() {
        Cache<String> cache = cache(String.class);
        cache.set("k", "one");
        cache.set("k", "two");
        assertThat(cache.get("k")).isEqualTo("two");
    }

    @Test
    default void no_entry_shows_under_another_prefix() {
        Cache<String> other = under(prefix() + "x");
        cache(String.class).set("k", "v");
        assertThat(other.get("k")).isNull();
        assertThat(other.keys("*")).isEmpty();
        assertThat(other.delete("k")).isFalse();
        assertThat(cache(String.class).get("k")).isEqualTo("v");
    }

    @Test
    default void add_keeps_what_is_there() {
        Cache<String> cache = cache(String.class);
        assertThat(cache.add("k", "one")).isTrue();
        assertThat(cache.add("k", "two")).isFalse();
        assertThat(cache.add("k", "three", Ttl.FOREVER)).isFalse();
        assertThat(cache.get("k")).isEqualTo("one");
        assertThat(cache.ttl("k")).isNotEqualTo(Ttl.FOREVER);
    }

    @Test
    default void delete_removes_that_entry_alone() {
        Cache<String> cache = cache(String.class);
        cache.set("a", "1");
        cache.set("b", "2");
        assertThat(cache.delete("a")).isTrue();
        assertThat(cache.delete("a")).isFalse();
        assertThat(cache.get("b")).isEqualTo("2");
    }

    // --- several keys

    @Test
    default void get_many_finds_what_is_there_in_the_order_asked() {
        Cache<String> cache = cache(String.class);
        cache.set("a", "1");
        cache.set("b", "2");
        cache.set("c", "3");
        assertThat(cache.getMany(List.of("c", "no", "a", "c", "b")))
                .containsExactly(entry("c", "3"), entry("a", "1"), entry("b", "2"));
        Collection<String> set = new TreeSet<>(Set.of("b", "a", "no"));
        assertThat(cache.getMany(set)).containsExactly(entry("a", "1"), entry("b", "2"));
        assertThat(cache.getMany(List.of())).isEmpty();
        assertThat(cache.getMany(List.of("no"))).isEmpty();
    }

    @Test
    default void set_many_stores_each_pair() {
        Cache<String> cache = cache(String.class);
        Map<String, String> many = new LinkedHashMap<>();
        for (int i = 0; i < 2_000; i++) {
            many.put("k" + i, "v" + i);
        }
        cache.setMany(many);
        assertThat(cache.getMany(many.keySet())).isEqualTo(many);
        cache.setMany(Map.of());
        cache.setMany(Map.of("k0", "new"), Ttl.FOREVER);
        assertThat(cache.get("k0")).isEqualTo("new");
        assertThat(cache.ttl("k0")).isEqualTo(Ttl.FOREVER);
        assertThat(cache.deleteMany(many.keySet())).isEqualTo(2_000);
        assertThat(cache.keys("*")).isEmpty();
    }

    @Test
    default void set_many_sends_nothing_if_one_value_cannot_be_written() {
        Cache<String> cache = opened(here().maxValueBytes(100).build(String.class));
        Map<String, String> many = new LinkedHashMap<>();
        many.put("a", "small");
        many.put("b", "large".repeat(100));
        assertThatThrownBy(() -> cache.setMany(many))
                .isInstanceOf(ValueFormatException.class)
                .hasMessageContaining("maxValueBytes");
        assertThat(cache.keys("*")).isEmpty();
    }

    @Test
    default void a_value_that_is_too_large_is_refused_and_what_was_there_stays() {
        Cache<String> cache = opened(here().maxValueBytes(100).build(String.class));
        cache.set("k", "small");
        assertThatThrownBy(() -> cache.set("k", "large".repeat(100))).isInstanceOf(ValueFormatException.class);
        assertThatThrownBy(() -> cache.add("l", "large".repeat(100))).isInstanceOf(ValueFormatException.class);
        assertThat(cache.get("k")).isEqualTo("small");
        Cache<String> larger = opened(here().maxValueBytes(10_000).build(String.class));
        larger.set("k", "large".repeat(100));
        assertThat(cache.get("k")).isNull();
    }

    @Test
    default void delete_many_counts_what_was_there() {
        Cache<String> cache = cache(String.class);
        cache.setMany(Map.of("a", "1", "b", "2", "c", "3"));
        assertThat(cache.deleteMany(List.of("a", "no", "b", "a"))).isEqualTo(2);
        assertThat(cache.deleteMany(List.of())).isZero();
        assertThat(cache.keys("*")).containsExactly("c");
    }

    // --- about the whole

    @Test
    default void statistics_count_what_happened() {
        Cache<String> cache = cache(String.class);
        cache.set("k", "v");
        cache.get("k");
        cache.get("no");
        cache.getMany(List.of("k", "no"));
        cache.delete("k");
        CacheStatistics statistics = cache.statistics();
        assertThat(statistics.hits()).isEqualTo(2);
        assertThat(statistics.misses()).isEqualTo(2);
        assertThat(statistics.hitRatio()).isEqualTo(0.5);
        assertThat(statistics.puts()).isEqualTo(1);
        assertThat(statistics.deletes()).isEqualTo(1);
        assertThat(statistics.toString()).contains("hits=2");
    }

    @Test
    default void explain_says_where_an_entry_is_and_how_it_is_written() {
        Cache<String> cache = cache(String.class);
        cache.set("k", "value", Ttl.FOREVER);
        EntryInfo info = cache.explain("k");
        assertThat(info.exists()).isTrue();
        assertThat(info.physicalKey()).isEqualTo(prefix() + ":1:k");
        assertThat(info.ttl()).isEqualTo(Ttl.FOREVER);
        assertThat(info.storedBytes()).isBetween(5, 50);
        assertThat(info.rawBytes()).isBetween(5, 20);
        assertThat(info.serializer()).isNotEmpty();
        assertThat(info.compressor()).isNull();
        assertThat(info.unreadable()).isNull();
        EntryInfo absent = cache.explain("no");
        assertThat(absent.exists()).isFalse();
        assertThat(absent.ttl()).isNull();
        assertThat(absent.toString()).contains("absent");
        EntryInfo counter = cacheOfNumbers().explain("n");
        assertThat(counter.serializer()).isEqualTo("digits");
    }

    private Cache<Long> cacheOfNumbers() {
        Cache<Long> numbers = cache(Long.class);
        numbers.set("n", 7L);
        return numbers;
    }

    @Test
    default void ping_answers() {
        cache(String.class).ping();
    }

    @Test
    default void null_is_no_argument() {
        Cache<String> cache = cache(String.class);
        String none = Arrays.asList((String) null).get(0);
        assertThatThrownBy(() -> cache.get(none)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> cache.set("k", none)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> cache.set(none, "v")).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> cache.getMany(Arrays.asList("a", none))).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> cache.delete(none)).isInstanceOf(NullPointerException.class);
        assertThat(cache.keys("*")).isEmpty();
    }
}
