package dev.larder.testkit;

import static dev.larder.testkit.LoadingTogether.started;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.larder.Cache;
import dev.larder.LoadOptions;
import dev.larder.Ttl;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.FutureTask;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Loads of many values go together with other loads, and with what changes meanwhile. */
interface LoadingManyTogether extends Caches {
    /** Whoever waits for itself with these ends by the timeout of the test. */
    LoadOptions PATIENT = LoadOptions.freshFor(Ttl.ofMinutes(1)).waitFor(Duration.ofHours(1));

    @Test
    default void a_change_during_a_load_of_many_keeps_out_just_what_changed() {
        Cache<String> cache = cache(String.class);
        Cache<String> elsewhere = cache(String.class);
        Map<String, String> loaded = cache.getOrSetMany(List.of("a", "b", "c"), keys -> {
            elsewhere.delete("a");
            elsewhere.set("b", "newer");
            return Map.of("a", "old", "b", "old", "c", "old");
        });
        assertThat(loaded).containsEntry("a", "old").containsEntry("c", "old");
        assertThat(cache.get("a")).isNull();
        assertThat(cache.get("b")).isEqualTo("newer");
        assertThat(cache.get("c")).isEqualTo("old");
    }

    @Test
    default void an_unchecked_fault_of_a_load_of_many_passes_as_it_is() {
        Cache<String> cache = cache(String.class);
        IllegalStateException broken = new IllegalStateException("broken");
        assertThatThrownBy(() -> cache.getOrSetMany(List.of("a", "b"), keys -> {
                    throw broken;
                }))
                .isSameAs(broken);
        assertThat(cache.getOrSetMany(List.of("a", "b"), keys -> Map.of("a", "1", "b", "2")))
                .containsOnlyKeys("a", "b");
    }

    @Test
    default void loads_of_one_and_of_many_values_may_be_nested() {
        Cache<String> cache = cache(String.class);
        // one that waited for itself would wait for longer than a test may take
        LoadOptions patient = LoadOptions.freshFor(Ttl.ofMinutes(1)).waitFor(Duration.ofHours(1));
        assertThat(cache.getOrSet(
                        "a",
                        () -> cache.getOrSetMany(
                                        List.of("a", "b"),
                                        keys -> Map.of("a", "inner", "b", cache.getOrSet("c", () -> "c", patient)),
                                        patient)
                                .toString(),
                        patient))
                .isEqualTo("{a=inner, b=c}");
        assertThat(cache.getMany(List.of("b", "c"))).isEqualTo(Map.of("b", "c", "c", "c"));
    }

    @Test
    default void a_load_of_one_value_does_not_wait_for_the_load_of_many_that_it_is_part_of() {
        Cache<String> cache = cache(String.class);
        assertThat(cache.getOrSetMany(
                        List.of("a"), keys -> Map.of("a", cache.getOrSet("a", () -> "inner", PATIENT)), PATIENT))
                .isEqualTo(Map.of("a", "inner"));
    }

    @Test
    default void a_load_of_many_values_does_not_wait_for_the_load_of_one_that_it_is_part_of() {
        Cache<String> cache = cache(String.class);
        assertThat(cache.getOrSet(
                        "a",
                        () -> cache.getOrSetMany(List.of("a", "b"), keys -> Map.of("a", "inner", "b", "b"), PATIENT)
                                .toString(),
                        PATIENT))
                .isEqualTo("{a=inner, b=b}");
    }

    @Test
    default void a_load_of_many_values_does_not_wait_for_the_load_of_many_that_it_is_part_of() {
        Cache<String> cache = cache(String.class);
        assertThat(cache.getOrSetMany(
                        List.of("a", "b"),
                        keys -> cache.getOrSetMany(keys, again -> Map.of("a", "inner", "b", "b"), PATIENT),
                        PATIENT))
                .isEqualTo(Map.of("a", "inner", "b", "b"));
    }

    @Test
    default void callers_with_overlapping_keys_load_each_once() throws Exception {
        Cache<String> cache = cache(String.class);
        Cache<String> elsewhere = cache(String.class);
        List<String> loaded = new ArrayList<>();
        CyclicBarrier together = new CyclicBarrier(4);
        List<FutureTask<Map<String, String>>> callers = new ArrayList<>();
        for (int caller = 0; caller < 4; caller++) {
            List<String> keys = IntStream.range(caller * 5, caller * 5 + 20)
                    .mapToObj(i -> "k" + i)
                    .toList();
            Cache<String> each = caller % 2 == 0 ? cache : elsewhere;
            callers.add(started(() -> {
                together.await();
                return each.getOrSetMany(keys, missing -> {
                    synchronized (loaded) {
                        loaded.addAll(missing);
                    }
                    Map<String, String> values = new HashMap<>();
                    missing.forEach(key -> values.put(key, "v" + key));
                    return values;
                });
            }));
        }
        for (FutureTask<Map<String, String>> each : callers) {
            assertThat(each.get())
                    .hasSize(20)
                    .allSatisfy((key, value) -> assertThat(value).isEqualTo("v" + key));
        }
        assertThat(loaded).doesNotHaveDuplicates().hasSize(35);
    }
}
