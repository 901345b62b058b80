package dev.larder.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.larder.Cache;
import dev.larder.LoadOptions;
import dev.larder.Ttl;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Null is never an argument. */
interface Arguments extends Caches {
    @Test
    default void null_is_refused_and_changes_nothing() {
        Cache<Long> cache = cache(Long.class);
        cache.set("k", 1L);
        withNull(cache)
                .forEach((name, call) -> assertThatThrownBy(call).as(name).isInstanceOf(NullPointerException.class));
        assertThat(cache.keys("*")).containsExactly("k");
        assertThat(cache.get("k")).isEqualTo(1);
    }

    /** Every method that takes an argument, with null for one of them, by name. */
    @SuppressWarnings("NullAway")
    private static Map<String, ThrowingCallable> withNull(Cache<Long> cache) {
        Map<String, Long> nullValue = new HashMap<>();
        nullValue.put("a", 1L);
        nullValue.put("b", null);
        Map<String, Long> nullKey = Collections.singletonMap(null, 1L);
        List<String> nullAmong = Arrays.asList("k", null);
        LoadOptions options = Races.FOR_MINUTES;
        Map<String, ThrowingCallable> calls = new LinkedHashMap<>();
        calls.put("get", () -> cache.get(null));
        calls.put("getMany", () -> cache.getMany(null));
        calls.put("getMany with null among the keys", () -> cache.getMany(nullAmong));
        calls.put("contains", () -> cache.contains(null));
        calls.put("ttl", () -> cache.ttl(null));
        calls.put("getOrSet without a key", () -> cache.getOrSet(null, () -> 1L));
        calls.put("getOrSet without a loader", () -> cache.getOrSet("k", null));
        calls.put("getOrSet without options", () -> cache.getOrSet("k", () -> 1L, null));
        calls.put("getOrSet without a freshness", () -> cache.getOrSet("k", () -> 1L, options, null));
        calls.put("getOrSetMany without keys", () -> cache.getOrSetMany(null, keys -> Map.of()));
        calls.put("getOrSetMany with null among the keys", () -> cache.getOrSetMany(nullAmong, keys -> Map.of()));
        calls.put("getOrSetMany without a loader", () -> cache.getOrSetMany(List.of("k"), null));
        calls.put("getOrSetMany without options", () -> cache.getOrSetMany(List.of("k"), keys -> Map.of(), null));
        calls.put("set without a key", () -> cache.set(null, 1L));
        calls.put("set without a value", () -> cache.set("k", null));
        calls.put("set without a time", () -> cache.set("k", 2L, null));
        calls.put("setMany", () -> cache.setMany(null));
        calls.put("setMany with a null value", () -> cache.setMany(nullValue));
        calls.put("setMany with a null key", () -> cache.setMany(nullKey));
        calls.put("setMany without a time", () -> cache.setMany(Map.of("a", 1L), null));
        calls.put("add without a key", () -> cache.add(null, 1L));
        calls.put("add without a value", () -> cache.add("a", null));
        calls.put("add without a time", () -> cache.add("a", 1L, null));
        calls.put("touch", () -> cache.touch(null));
        calls.put("touch without a time", () -> cache.touch("k", null));
        calls.put("persist", () -> cache.persist(null));
        calls.put("delete", () -> cache.delete(null));
        calls.put("deleteMany", () -> cache.deleteMany(null));
        calls.put("deleteMany with null among the keys", () -> cache.deleteMany(nullAmong));
        calls.put("deleteMatching", () -> cache.deleteMatching(null));
        calls.put("keys", () -> cache.keys(null));
        calls.put("increment", () -> cache.increment(null));
        calls.put("increment by", () -> cache.increment(null, 2));
        calls.put("decrement", () -> cache.decrement(null));
        calls.put("decrement by", () -> cache.decrement(null, 2));
        calls.put("moveToVersion", () -> cache.moveToVersion(null, 2));
        calls.put("lock without a name", () -> cache.lock(null, Duration.ofSeconds(1)));
        calls.put("lock without a time", () -> cache.lock("k", null));
        calls.put("rewriteAll", () -> cache.rewriteAll(null));
        calls.put("explain", () -> cache.explain(null));
        return calls;
    }

    @Test
    @SuppressWarnings("NullAway")
    default void null_is_refused_even_if_there_is_a_fresh_value_or_nothing_to_do() {
        Cache<Long> cache = cache(Long.class);
        assertThatThrownBy(() -> cache.setMany(Map.of(), null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> cache.getOrSetMany(List.of(), null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> cache.touch("absent", null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> cache.getOrSet("k", () -> 1L, Races.FOR_MINUTES, value -> Loading.<Ttl>nothing()))
                .isInstanceOf(NullPointerException.class);
        assertThat(cache.contains("k")).isFalse();
    }
}
