package dev.larder.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.Cache;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Globs go over the keys of one cache, and over nothing else. */
interface Patterns extends CacheHome {
    private Cache<String> filled(String... keys) {
        Cache<String> cache = cache(String.class);
        for (String key : keys) {
            cache.set(key, "v");
        }
        return cache;
    }

    @Test
    default void deletes_what_matches() {
        Cache<String> cache = filled("a", "aa", "aab", "b", "bab", "bb");
        assertThat(cache.deleteMatching("aa*")).isEqualTo(2);
        assertThat(cache.deleteMatching("b?b")).isEqualTo(1);
        assertThat(cache.deleteMatching("no*")).isZero();
        assertThat(cache.keys("*")).containsExactlyInAnyOrder("a", "b", "bb");
        assertThat(cache.deleteMatching("*")).isEqualTo(3);
    }

    @Test
    default void finds_keys_by_sets_and_by_quoted_characters() {
        Cache<String> cache = filled("a1", "b1", "c1", "*", "[x]", "\\", "");
        assertThat(cache.keys("[ab]1")).containsExactlyInAnyOrder("a1", "b1");
        assertThat(cache.keys("[^ab]1")).containsExactly("c1");
        assertThat(cache.keys("[a-b]1")).containsExactlyInAnyOrder("a1", "b1");
        assertThat(cache.keys("\\*")).containsExactly("*");
        assertThat(cache.keys("\\[x\\]")).containsExactly("[x]");
        assertThat(cache.keys("\\\\")).containsExactly("\\");
        assertThat(cache.keys("")).containsExactly("");
        assertThat(cache.keys("a1")).containsExactly("a1");
    }

    @Test
    default void a_prefix_with_glob_characters_is_literal() {
        for (String wild : List.of("*", "?", "[a-z]", "\\", "a*", "^")) {
            Cache<String> literal = under(prefix() + wild);
            Cache<String> other = under(prefix() + "a");
            literal.set("k", "mine");
            other.set("k", "theirs");
            assertThat(literal.keys("*")).containsExactly("k");
            assertThat(literal.deleteMatching("*")).isEqualTo(1);
            literal.set("k", "mine");
            assertThat(literal.clear()).isEqualTo(1);
            literal.set("k", "mine");
            assertThat(literal.clearAllVersions()).isEqualTo(1);
            assertThat(other.get("k")).isEqualTo("theirs");
        }
    }

    @Test
    default void thousands_of_keys_are_found_and_removed_once() {
        Cache<String> cache = cache(String.class);
        Cache<String> other = under(prefix() + "other");
        other.set("k", "v");
        cache.setMany(
                IntStream.range(0, 5_000).boxed().collect(java.util.stream.Collectors.toMap(i -> "k" + i, i -> "v")));
        assertThat(cache.keys("*").distinct().count()).isEqualTo(5_000);
        assertThat(cache.keys("*").limit(3).count()).isEqualTo(3);
        assertThat(cache.deleteMatching("k1*")).isEqualTo(1_111);
        assertThat(cache.clear()).isEqualTo(5_000 - 1_111);
        assertThat(other.get("k")).isEqualTo("v");
    }

    @Test
    default void locks_are_no_keys_and_survive_a_clear() {
        Cache<String> cache = filled("k");
        try (var lock = cache.lock("k", Duration.ofMinutes(1))) {
            assertThat(lock.tryAcquire()).isTrue();
            assertThat(cache.keys("*")).containsExactly("k");
            assertThat(cache.clear()).isEqualTo(1);
            assertThat(cache.clearAllVersions()).isZero();
            assertThat(lock.isHeld()).isTrue();
        }
    }
}
