package dev.larder.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.larder.Cache;
import dev.larder.LoadException;
import dev.larder.LoadOptions;
import dev.larder.Loader;
import dev.larder.Ttl;
import dev.larder.ValueFormatException;
import dev.larder.ValueType;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Values that are loaded when they are missing. */
interface Loading extends Caches {
    /** A loader that must not run. */
    Loader<String> NEVER = () -> {
        throw new AssertionError("loaded though there is a fresh value");
    };

    @Test
    default void a_missing_value_is_loaded_stored_and_returned() {
        Cache<String> cache = texts();
        assertThat(cache.getOrSet("k", () -> "loaded")).isEqualTo("loaded");
        assertThat(cache.get("k")).isEqualTo("loaded");
        TimesToLive.assertLeft(cache.ttl("k"), Ttl.ofMinutes(5));
        sees(() -> assertThat(othersTexts().get("k")).isEqualTo("loaded"));
    }

    @Test
    default void a_fresh_value_is_not_loaded() {
        Cache<String> cache = texts();
        cache.getOrSet(
                "loaded", () -> "v", LoadOptions.freshFor(Ttl.ofMinutes(1)).keepFor(Ttl.ofMinutes(2)));
        cache.set("set", "v", Ttl.ofMinutes(1));
        cache.set("forever", "v", Ttl.FOREVER);
        for (String key : List.of("loaded", "set", "forever")) {
            assertThat(cache.getOrSet(key, NEVER)).isEqualTo("v");
            assertThat(cache.getOrSet(key, NEVER, LoadOptions.freshFor(Ttl.ofDays(9))))
                    .isEqualTo("v");
        }
    }

    @Test
    default void a_value_is_loaded_again_after_its_time() {
        Cache<String> cache = texts();
        LoadOptions options = LoadOptions.freshFor(Ttl.ofMillis(80));
        assertThat(cache.getOrSet("k", () -> "first", options)).isEqualTo("first");
        Eventually.passes(
                () -> assertThat(cache.getOrSet("k", () -> "second", options)).isEqualTo("second"));
        cache.delete("k");
        assertThat(cache.getOrSet("k", () -> "third", options)).isEqualTo("third");
    }

    @Test
    default void one_load_runs_for_many_threads() {
        Cache<String> cache = texts();
        AtomicInteger loads = new AtomicInteger();
        List<String> values = Together.run(
                32,
                () -> cache.getOrSet("k", () -> {
                    Eventually.pause(100);
                    return "load " + loads.incrementAndGet();
                }));
        assertThat(values).hasSize(32).containsOnly("load 1");
        assertThat(loads).hasValue(1);
    }

    @Test
    default void one_load_runs_for_many_programs() {
        List<Cache<String>> programs = List.of(texts(), othersTexts());
        AtomicInteger turns = new AtomicInteger();
        AtomicInteger loads = new AtomicInteger();
        List<String> values = Together.run(
                8,
                () -> programs.get(turns.getAndIncrement() % 2).getOrSet("k", () -> {
                    Eventually.pause(100);
                    return "load " + loads.incrementAndGet();
                }));
        assertThat(values).hasSize(8).containsOnly("load 1");
    }

    @Test
    default void loads_of_other_keys_and_versions_do_not_wait() {
        Cache<String> cache = texts();
        assertThat(cache.getOrSet(
                        "a",
                        () -> cache.getOrSet("b", () -> "b")
                                + cache.atVersion(2).getOrSet("a", () -> "2")))
                .isEqualTo("b2");
        assertThat(cache.get("a")).isEqualTo("b2");
        assertThat(cache.get("b")).isEqualTo("b");
        assertThat(cache.atVersion(2).get("a")).isEqualTo("2");
    }

    @Test
    default void a_loader_may_ask_for_its_own_key() {
        Cache<String> cache = texts();
        // one that waited for itself would wait for longer than a test may take
        LoadOptions patient = LoadOptions.freshFor(Ttl.ofMinutes(1)).waitFor(Duration.ofHours(1));
        assertThat(cache.getOrSet("k", () -> "outer of " + cache.getOrSet("k", () -> "inner", patient), patient))
                .isEqualTo("outer of inner");
    }

    @Test
    default void an_unchecked_exception_passes_as_it_is_and_nothing_is_stored() {
        Cache<String> cache = texts();
        IllegalStateException own = new IllegalStateException("own");
        assertThatThrownBy(() -> cache.getOrSet("unchecked", () -> {
                    throw own;
                }))
                .isSameAs(own);
        StackOverflowError error = new StackOverflowError();
        assertThatThrownBy(() -> cache.getOrSet("error", () -> {
                    throw error;
                }))
                .isSameAs(error);
        assertThat(cache.keys("*")).isEmpty();
    }

    @Test
    default void a_checked_exception_is_the_cause_of_a_load_exception() {
        Cache<String> cache = texts();
        IOException own = new IOException("own");
        assertThatThrownBy(() -> cache.getOrSet("k", () -> {
                    throw own;
                }))
                .isInstanceOf(LoadException.class)
                .cause()
                .isSameAs(own);
        assertThat(cache.contains("k")).isFalse();
    }

    @Test
    default void a_loader_must_not_return_null() {
        Cache<String> cache = texts();
        assertThatThrownBy(() -> cache.getOrSet("k", Loading::nothing)).isInstanceOf(LoadException.class);
        assertThat(cache.contains("k")).isFalse();
    }

    /** What a loader without null checks may do. */
    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
    static <T> T nothing() {
        @Nullable T nothing = null;
        return nothing;
    }

    @Test
    default void after_a_failure_and_a_delete_the_next_one_loads_at_once() {
        Cache<String> cache = texts();
        assertThatThrownBy(() -> cache.getOrSet("k", () -> {
                    throw new IOException("away");
                }))
                .isInstanceOf(LoadException.class);
        cache.delete("k");
        assertThat(cache.getOrSet("k", () -> "there")).isEqualTo("there");
    }

    @Test
    default void those_that_wait_for_a_load_that_fails_get_its_failure() {
        Cache<String> cache = texts();
        List<Throwable> failures = new ArrayList<>();
        Together.run(8, () -> {
            try {
                return cache.getOrSet("k", () -> {
                    Eventually.pause(100);
                    throw new IOException("away");
                });
            } catch (LoadException failed) {
                synchronized (failures) {
                    failures.add(failed);
                }
                return "";
            }
        });
        assertThat(failures).hasSize(8);
        assertThat(cache.contains("k")).isFalse();
    }

    @Test
    default void a_loaded_value_that_cannot_be_written_is_refused() {
        Cache<String> cache = opened(caches().maxValueBytes(100).build(String.class));
        assertThatThrownBy(() -> cache.getOrSet("k", () -> "x".repeat(200))).isInstanceOf(ValueFormatException.class);
        assertThat(cache.contains("k")).isFalse();
    }

    @Test
    default void an_optional_remembers_absence() {
        Cache<Optional<String>> cache = cache(new ValueType<Optional<String>>() {});
        assertThat(cache.getOrSet("k", Optional::empty)).isEmpty();
        assertThat(cache.getOrSet("k", () -> Optional.of("v"))).isEmpty();
        assertThat(cache.get("k")).isEqualTo(Optional.empty());
        assertThat(cache.getOrSetMany(List.of("k"), missing -> {
                    throw new AssertionError("loaded though absence is known");
                }))
                .containsEntry("k", Optional.empty());
    }

    @Test
    default void the_freshness_may_depend_on_the_value() {
        Cache<Integer> cache = cache(Integer.class);
        LoadOptions options = LoadOptions.freshFor(Ttl.ofMinutes(5));
        cache.getOrSet("two", () -> 2, options, Ttl::ofHours);
        cache.getOrSet("four", () -> 4, options, Ttl::ofHours);
        cache.getOrSet("forever", () -> 0, options, value -> Ttl.FOREVER);
        TimesToLive.assertLeft(cache.ttl("two"), Ttl.ofHours(2));
        TimesToLive.assertLeft(cache.ttl("four"), Ttl.ofHours(4));
        assertThat(cache.ttl("forever")).isEqualTo(Ttl.FOREVER);
    }

    @Test
    default void the_stale_time_comes_after_a_freshness_by_value() {
        Cache<String> cache = texts();
        LoadOptions options = LoadOptions.freshFor(Ttl.ofMinutes(1)).keepFor(Ttl.ofMinutes(31));
        cache.getOrSet("k", () -> "v", options, value -> Ttl.ofHours(2));
        TimesToLive.assertLeft(cache.ttl("k"), Ttl.ofMinutes(150));
        assertThat(cache.explain("k").grace()).isEqualTo(Duration.ofMinutes(30));
    }

    @Test
    default void an_unreadable_value_is_loaded_over() {
        texts().set("k", "no number");
        Cache<Double> cache = cache(Double.class);
        assertThat(cache.getOrSet("k", () -> 1.5)).isEqualTo(1.5);
        assertThat(cache.get("k")).isEqualTo(1.5);
    }
}
