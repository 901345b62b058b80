package dev.larder.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.Cache;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Keys by globs. */
interface Patterns extends Caches {
    /** A cache with these keys, another version of it with them, and another prefix with them. */
    private Cache<String> holding(String... keys) {
        Cache<String> cache = texts();
        Cache<String> other = opened(caches().keyPrefix(prefix() + "-other").build(String.class));
        for (String key : keys) {
            cache.set(key, "v");
            cache.atVersion(2).set(key, "v");
            other.set(key, "v");
        }
        return cache;
    }

    @Test
    default void deletes_what_matches() {
        Cache<String> cache = holding("a", "aa", "aaa", "b", "bb", "bab");
        assertThat(cache.deleteMatching("aa*")).isEqualTo(2);
        assertThat(cache.keys("*")).containsExactlyInAnyOrder("a", "b", "bb", "bab");
        assertThat(cache.deleteMatching("b?b")).isEqualTo(1);
        assertThat(cache.keys("*")).containsExactlyInAnyOrder("a", "b", "bb");
        assertThat(cache.deleteMatching("nothing*")).isZero();
        assertThat(cache.atVersion(2).keys("*")).hasSize(6);
        assertThat(opened(caches().keyPrefix(prefix() + "-other").build(String.class))
                        .keys("*"))
                .hasSize(6);
        assertThat(cache.deleteMatching("*")).isEqualTo(3);
        assertThat(cache.keys("*")).isEmpty();
    }

    @Test
    default void lists_what_matches() {
        Cache<String> cache = holding("a", "b", "c", "ab", "a*", "a?", "[a]", "\\", "ä", "a\nb", "");
        matches(cache, "*", "a", "b", "c", "ab", "a*", "a?", "[a]", "\\", "ä", "a\nb", "");
        matches(cache, "?", "a", "b", "c", "\\");
        matches(cache, "??", "ab", "a*", "a?", "ä");
        matches(cache, "a*", "a", "ab", "a*", "a?", "a\nb");
        matches(cache, "a\\*", "a*");
        matches(cache, "a\\?", "a?");
        matches(cache, "[a-b]", "a", "b");
        matches(cache, "[ac]", "a", "c");
        matches(cache, "[^a]", "b", "c", "\\");
        matches(cache, "\\[a\\]", "[a]");
        matches(cache, "\\\\", "\\");
        matches(cache, "ä", "ä");
        matches(cache, "a?b", "a\nb");
        matches(cache, "", "");
        matches(cache, "A");
        matches(cache, "a*b", "ab", "a\nb");
    }

    private static void matches(Cache<String> cache, String glob, String... expected) {
        try (Stream<String> keys = cache.keys(glob)) {
            assertThat(keys).as("keys that match %s", glob).containsExactlyInAnyOrder(expected);
        }
    }

    @Test
    default void a_pattern_stays_in_its_prefix_and_version() {
        Cache<String> cache = holding("k");
        matches(cache, "*:k");
        matches(cache, "*1:k");
        matches(cache, "../*");
        assertThat(cache.deleteMatching("*:k")).isZero();
    }

    @Test
    default void many_keys_are_listed_and_cleared() {
        Cache<String> cache = texts();
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i < 3000; i++) {
            values.put("key " + i, "v");
        }
        cache.setMany(values);
        cache.atVersion(2).setMany(Map.of("stays", "v"));
        assertThat(cache.keys("*").distinct()).hasSize(3000);
        assertThat(cache.keys("key 1*").distinct()).hasSize(1111);
        assertThat(cache.deleteMatching("key 1*")).isEqualTo(1111);
        assertThat(cache.clear()).isEqualTo(3000 - 1111);
        assertThat(cache.keys("*")).isEmpty();
        assertThat(cache.atVersion(2).keys("*")).containsExactly("stays");
    }

    @Test
    default void entries_may_be_deleted_while_their_keys_are_listed() {
        Cache<String> cache = texts();
        for (int i = 0; i < 500; i++) {
            cache.set("key " + i, "v");
        }
        try (Stream<String> keys = cache.keys("*")) {
            keys.forEach(cache::delete);
        }
        assertThat(cache.keys("*")).isEmpty();
    }

    @Test
    default void a_list_of_keys_may_be_left_unfinished() {
        Cache<String> cache = texts();
        cache.setMany(Map.of("a", "v", "b", "v", "c", "v"));
        for (int i = 0; i < 50; i++) {
            assertThat(cache.keys("*").findFirst()).isPresent();
        }
        assertThat(cache.getMany(List.of("a", "b", "c"))).hasSize(3);
    }

    @Test
    default void what_is_unreadable_is_listed_and_cleared_too() {
        texts().set("k", "no number");
        Cache<Double> cache = cache(Double.class);
        assertThat(cache.keys("*")).containsExactly("k");
        assertThat(cache.clear()).isEqualTo(1);
        assertThat(texts().contains("k")).isFalse();
    }
}
