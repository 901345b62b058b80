package dev.larder.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.larder.BulkLoader;
import dev.larder.Cache;
import dev.larder.LoadException;
import dev.larder.LoadOptions;
import dev.larder.Ttl;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Several values that are loaded with one call. */
interface BulkLoading extends Caches {
    /** A loader that must not run. */
    BulkLoader<String> NEVER = keys -> {
        throw new AssertionError("loaded though there are values: " + keys);
    };

    /** Every key with a value that names it. */
    private static Map<String, String> valued(Iterable<String> keys) {
        Map<String, String> values = new HashMap<>();
        keys.forEach(key -> values.put(key, "value of " + key));
        return values;
    }

    @Test
    default void exactly_the_missing_ones_are_loaded_in_the_order_asked() {
        Cache<String> cache = texts();
        cache.set("b", "there");
        List<List<String>> calls = new ArrayList<>();
        Map<String, String> values = cache.getOrSetMany(List.of("d", "b", "a", "d", "c"), keys -> {
            calls.add(List.copyOf(keys));
            return valued(keys);
        });
        assertThat(calls).containsExactly(List.of("d", "a", "c"));
        assertThat(values)
                .containsExactly(
                        Map.entry("d", "value of d"),
                        Map.entry("b", "there"),
                        Map.entry("a", "value of a"),
                        Map.entry("c", "value of c"));
        assertThat(cache.getMany(List.of("a", "b", "c", "d"))).isEqualTo(values);
        assertThat(cache.getOrSetMany(List.of("a", "b", "c", "d"), NEVER)).isEqualTo(values);
        TimesToLive.assertLeft(cache.ttl("a"), Ttl.ofMinutes(5));
    }

    @Test
    default void keys_that_are_left_out_are_absent() {
        Cache<String> cache = texts();
        assertThat(cache.getOrSetMany(List.of("a", "b"), keys -> Map.of("a", "1")))
                .isEqualTo(Map.of("a", "1"));
        assertThat(cache.contains("b")).isFalse();
        assertThat(cache.getOrSetMany(List.of("a", "b"), keys -> Map.of("b", "2")))
                .isEqualTo(Map.of("a", "1", "b", "2"));
        assertThat(cache.getOrSetMany(List.of("c"), keys -> Map.of())).isEmpty();
        assertThat(cache.getOrSet("c", () -> "3")).isEqualTo("3");
    }

    @Test
    default void keys_that_nobody_asked_for_are_ignored() {
        Cache<String> cache = texts();
        assertThat(cache.getOrSetMany(List.of("a"), keys -> Map.of("a", "1", "b", "2")))
                .isEqualTo(Map.of("a", "1"));
        assertThat(cache.contains("b")).isFalse();
    }

    @Test
    @SuppressWarnings("NullAway")
    default void a_null_among_the_values_is_refused_and_nothing_is_stored() {
        Cache<String> cache = texts();
        Map<String, String> values = new LinkedHashMap<>();
        values.put("a", "1");
        values.put("b", null);
        assertThatThrownBy(() -> cache.getOrSetMany(List.of("a", "b"), keys -> values))
                .isInstanceOf(LoadException.class);
        assertThatThrownBy(() -> cache.getOrSetMany(List.of("a", "b"), keys -> Loading.nothing()))
                .isInstanceOf(LoadException.class);
        assertThat(cache.keys("*")).isEmpty();
        assertThat(cache.getOrSetMany(List.of("a", "b"), BulkLoading::valued)).hasSize(2);
    }

    @Test
    default void no_keys_call_no_loader() {
        assertThat(texts().getOrSetMany(List.of(), NEVER)).isEmpty();
        assertThat(texts().getOrSetMany(List.of(), NEVER, LoadOptions.freshFor(Ttl.ofMinutes(1))))
                .isEmpty();
    }

    @Test
    default void a_bulk_loader_fails_as_a_loader_does() {
        Cache<String> cache = texts();
        IllegalStateException unchecked = new IllegalStateException("own");
        assertThatThrownBy(() -> cache.getOrSetMany(List.of("a", "b"), keys -> {
                    throw unchecked;
                }))
                .isSameAs(unchecked);
        IOException checked = new IOException("own");
        assertThatThrownBy(() -> cache.getOrSetMany(List.of("c", "d"), keys -> {
                    throw checked;
                }))
                .isInstanceOf(LoadException.class)
                .cause()
                .isSameAs(checked);
        assertThat(cache.keys("*")).isEmpty();
    }

    @Test
    default void bulk_loaded_values_are_kept_as_the_options_say() {
        Cache<String> cache = texts();
        LoadOptions options = LoadOptions.freshFor(Ttl.ofMillis(50)).keepFor(Ttl.ofHours(2));
        cache.getOrSetMany(List.of("a", "b"), BulkLoading::valued, options);
        TimesToLive.assertLeft(cache.ttl("a"), Ttl.ofHours(2));
        assertThat(cache.explain("b").grace())
                .isEqualTo(Ttl.ofHours(2).duration().minusMillis(50));
        Eventually.passes(() -> assertThat(
                        cache.getOrSetMany(List.of("a", "b"), keys -> Map.of("a", "new", "b", "new"), options))
                .isEqualTo(Map.of("a", "new", "b", "new")));
    }

    @Test
    default void each_key_is_loaded_once_for_many_threads_that_want_it() {
        Cache<String> cache = texts();
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            keys.add("key " + i);
        }
        Map<String, AtomicInteger> loads = new ConcurrentHashMap<>();
        List<Map<String, String>> results = Together.run(8, () -> {
            List<String> shuffled = new ArrayList<>(keys);
            Collections.shuffle(shuffled);
            return cache.getOrSetMany(shuffled, missing -> {
                missing.forEach(key ->
                        loads.computeIfAbsent(key, first -> new AtomicInteger()).incrementAndGet());
                Eventually.pause(20);
                return valued(missing);
            });
        });
        assertThat(results).allSatisfy(values -> assertThat(values).isEqualTo(valued(keys)));
        assertThat(loads).hasSize(50);
        assertThat(loads.values()).allSatisfy(count -> assertThat(count).hasValue(1));
    }

    @Test
    default void single_and_bulk_loads_of_a_key_wait_for_each_other() {
        Cache<String> cache = texts();
        AtomicInteger loads = new AtomicInteger();
        AtomicInteger turns = new AtomicInteger();
        Together.run(8, () -> {
            if (turns.getAndIncrement() % 2 == 0) {
                return cache.getOrSet("k", () -> {
                    Eventually.pause(50);
                    return "load " + loads.incrementAndGet();
                });
            }
            return cache.getOrSetMany(List.of("j", "k"), keys -> {
                Eventually.pause(50);
                if (keys.contains("k")) {
                    loads.incrementAndGet();
                }
                return valued(keys);
            });
        });
        assertThat(loads).hasValue(1);
    }
}
