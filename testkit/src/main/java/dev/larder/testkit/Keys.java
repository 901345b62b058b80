package dev.larder.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.larder.Cache;
import dev.larder.Ttl;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Any text is a key, and belongs to one prefix and version. */
interface Keys extends Caches {
    /** Keys that something on the way might take for something else. */
    List<String> ODD = List.of(
            "",
            " ",
            "a b",
            "a\nb",
            "a\r\nb",
            "\t",
            "\u0000",
            "a\u0000b",
            ":",
            "a:1:b",
            "1",
            "*",
            "a*",
            "?",
            "[a]",
            "[^a]",
            "[",
            "\\",
            "\\*",
            "{}",
            "{a}",
            "{a}{b}",
            "{a",
            "a}b{",
            "}",
            "{{a}}",
            "{}{a}",
            "æøå",
            "ключ",
            "\ud83c\udf6f",
            "\u007f\u0080\u00ff",
            "\uffff",
            "%s",
            "$6\r\n");

    @Test
    default void any_text_is_a_key() {
        Cache<String> cache = texts();
        ODD.forEach(key -> cache.set(key, "value of " + key));
        for (String key : ODD) {
            assertThat(cache.get(key)).isEqualTo("value of " + key);
            assertThat(cache.contains(key)).isTrue();
            assertThat(cache.ttl(key)).isNotNull();
            assertThat(cache.add(key, "other")).isFalse();
            assertThat(cache.touch(key, Ttl.ofDays(1))).isTrue();
            assertThat(cache.persist(key)).isTrue();
        }
        assertThat(cache.keys("*")).containsExactlyInAnyOrderElementsOf(ODD);
        for (String key : ODD) {
            assertThat(cache.delete(key)).isTrue();
            assertThat(cache.get(key)).isNull();
        }
    }

    @Test
    default void any_text_is_a_key_among_many() {
        Cache<String> cache = texts();
        Map<String, String> values = new LinkedHashMap<>();
        ODD.forEach(key -> values.put(key, "value of " + key));
        cache.setMany(values);
        assertThat(cache.getMany(ODD)).containsExactlyEntriesOf(values);
        assertThat(cache.deleteMany(ODD)).isEqualTo(ODD.size());
        assertThat(cache.getOrSetMany(ODD, missing -> values)).containsExactlyInAnyOrderEntriesOf(values);
        assertThat(cache.getMany(ODD)).containsExactlyEntriesOf(values);
    }

    @Test
    default void any_text_can_be_loaded_locked_moved_and_explained() {
        Cache<String> cache = texts();
        for (String key : ODD) {
            assertThat(cache.getOrSet(key, () -> "loaded " + key)).isEqualTo("loaded " + key);
            assertThat(cache.explain(key).exists()).isTrue();
            assertThat(cache.lock(key, Duration.ofMinutes(1)).tryAcquire()).isTrue();
            cache.moveToVersion(key, 2);
            assertThat(cache.get(key)).isNull();
            assertThat(cache.atVersion(2).get(key)).isEqualTo("loaded " + key);
        }
    }

    @Test
    default void a_key_may_be_long() {
        Cache<String> cache = texts();
        String key = "k".repeat(10_000);
        cache.set(key, "v");
        cache.set(key + "2", "w");
        assertThat(cache.get(key)).isEqualTo("v");
        assertThat(cache.keys("k*2")).containsExactly(key + "2");
        assertThat(cache.delete(key)).isTrue();
    }

    @Test
    default void half_a_surrogate_pair_is_no_key() {
        Cache<String> cache = texts();
        for (String half : List.of("\ud83c", "a\udf6fb")) {
            assertThatThrownBy(() -> cache.get(half)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> cache.set(half, "v")).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> cache.getMany(List.of("a", half))).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> cache.setMany(Map.of("a", "v", half, "v")))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> cache.getOrSet(half, () -> "v")).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> cache.lock(half, Duration.ofSeconds(1)))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(cache.contains("a")).isFalse();
    }

    @Test
    default void entries_of_another_prefix_are_not_seen() {
        Cache<String> cache = texts();
        Cache<String> other = opened(caches().keyPrefix(prefix() + "-other").build(String.class));
        cache.set("k", "v");
        assertThat(other.get("k")).isNull();
        assertThat(other.contains("k")).isFalse();
        assertThat(other.add("k", "w")).isTrue();
        assertThat(other.delete("k")).isTrue();
        assertThat(cache.get("k")).isEqualTo("v");
    }

    @Test
    default void glob_characters_in_a_prefix_are_literal() {
        Cache<String> bystander = opened(caches().keyPrefix(prefix() + "-abc").build(String.class));
        bystander.set("k", "v");
        bystander.atVersion(2).set("k", "v");
        for (String glob : List.of("-*", "-a?c", "-[a]bc", "-\\abc", "-{ab}*", "*")) {
            Cache<String> cache = opened(caches().keyPrefix(prefix() + glob).build(String.class));
            cache.set("k", "v");
            assertThat(cache.keys("*")).containsExactly("k");
            assertThat(cache.deleteMatching("*")).isEqualTo(1);
            cache.set("k", "v");
            assertThat(cache.clear()).isEqualTo(1);
            cache.set("k", "v");
            assertThat(cache.clearAllVersions()).isEqualTo(1);
        }
        assertThat(bystander.get("k")).isEqualTo("v");
        assertThat(bystander.atVersion(2).get("k")).isEqualTo("v");
    }

    @Test
    default void the_key_in_redis_is_prefix_version_and_key() {
        Cache<String> cache = texts();
        assertThat(cache.explain("k").physicalKey()).isEqualTo(prefix() + ":1:k");
        assertThat(cache.atVersion(-3).explain("{a} b").physicalKey()).isEqualTo(prefix() + ":-3:{a} b");
    }

    @Test
    default void keys_that_differ_by_one_letter_are_two() {
        Cache<String> cache = texts();
        List<String> alike = List.of("a", "A", "á", "a\u0301", "a ", " a", "a\u0000");
        alike.forEach(key -> cache.set(key, key));
        assertThat(Set.copyOf(cache.getMany(alike).values())).hasSize(alike.size());
    }
}
