package dev.larder.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.Cache;
import dev.larder.LoadOptions;
import dev.larder.Ttl;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** A value that was loaded before a change is never stored after it. */
interface Races extends Caches {
    /** For a load. */
    LoadOptions FOR_MINUTES = LoadOptions.freshFor(Ttl.ofMinutes(5));

    /** What removes the entry {@code k}, by name. */
    private static Map<String, Runnable> removals(Cache<String> by) {
        Map<String, Runnable> removals = new LinkedHashMap<>();
        removals.put("delete", () -> by.delete("k"));
        removals.put("deleteMany", () -> by.deleteMany(List.of("j", "k")));
        removals.put("deleteMatching", () -> by.deleteMatching("[k]*"));
        removals.put("clear", by::clear);
        removals.put("clearAllVersions", by::clearAllVersions);
        removals.put("moveToVersion", () -> {
            by.set("k", "moves");
            by.moveToVersion("k", 2);
        });
        return removals;
    }

    /** What stores {@code newer} in the entry {@code k}, by name. */
    private static Map<String, Runnable> changes(Cache<String> by) {
        Map<String, Runnable> changes = new LinkedHashMap<>();
        changes.put("set", () -> by.set("k", "newer"));
        changes.put("setMany", () -> by.setMany(Map.of("j", "newer", "k", "newer")));
        changes.put("add", () -> by.add("k", "newer"));
        changes.put("moveToVersion", () -> {
            by.atVersion(3).set("k", "newer");
            by.atVersion(3).moveToVersion("k", 1);
        });
        return changes;
    }

    @Test
    default void what_is_removed_during_a_load_stays_away_and_its_caller_gets_the_value() {
        Cache<String> cache = texts();
        for (Cache<String> by : List.of(cache, othersTexts())) {
            removals(by).forEach((name, removal) -> {
                assertThat(cache.getOrSet("k", () -> {
                            removal.run();
                            return "loaded";
                        }))
                        .as(name)
                        .isEqualTo("loaded");
                assertThat(cache.get("k")).as(name).isNull();
            });
        }
        assertThat(cache.statistics().commitsRejected()).isEqualTo(12);
    }

    @Test
    default void what_is_stored_during_a_load_stays_and_its_caller_gets_the_loaded_value() {
        Cache<String> cache = texts();
        for (Cache<String> by : List.of(cache, othersTexts())) {
            changes(by).forEach((name, change) -> {
                cache.delete("k");
                assertThat(cache.getOrSet("k", () -> {
                            change.run();
                            return "loaded";
                        }))
                        .as(name)
                        .isEqualTo("loaded");
                assertThat(cache.get("k")).as(name).isEqualTo("newer");
            });
        }
    }

    @Test
    default void what_is_removed_during_a_bulk_load_stays_away() {
        Cache<String> cache = texts();
        removals(othersTexts()).forEach((name, removal) -> {
            cache.delete("j");
            assertThat(cache.getOrSetMany(List.of("j", "k"), missing -> {
                        removal.run();
                        return Map.of("j", "loaded", "k", "loaded");
                    }))
                    .as(name)
                    .isEqualTo(Map.of("j", "loaded", "k", "loaded"));
            assertThat(cache.get("k")).as(name).isNull();
        });
    }

    @Test
    default void a_stale_value_that_is_removed_during_its_reload_stays_away() {
        Cache<String> cache = texts();
        removals(othersTexts()).forEach((name, removal) -> {
            Staleness.loadStale(cache, "k", "old");
            assertThat(cache.getOrSet(
                            "k",
                            () -> {
                                removal.run();
                                return "loaded";
                            },
                            Staleness.SOON_STALE))
                    .as(name)
                    .isEqualTo("loaded");
            assertThat(cache.get("k")).as(name).isNull();
        });
    }

    @Test
    default void one_that_comes_after_a_removal_does_not_get_what_was_loading_before() {
        Cache<String> cache = texts();
        // whoever waited for the old load would load for himself at last, and store nothing
        LoadOptions options = FOR_MINUTES.lockFor(Duration.ofMinutes(5)).waitFor(Duration.ofSeconds(10));
        removals(cache).forEach((name, removal) -> {
            cache.delete("k");
            HeldLoad early = new HeldLoad(cache, "k", "old", options);
            removal.run();
            assertThat(cache.getOrSet("k", () -> "new", options)).as(name).isEqualTo("new");
            assertThat(early.end()).as(name).isEqualTo("old");
            assertThat(cache.get("k")).as(name).isEqualTo("new");
        });
    }

    @Test
    default void one_that_waits_for_a_load_that_others_outdate_loads_itself() {
        Cache<String> cache = texts();
        HeldLoad early = new HeldLoad(cache, "k", "old", FOR_MINUTES);
        othersTexts().delete("k");
        Future<String> late = Together.begin(() -> cache.getOrSet("k", () -> "new", FOR_MINUTES));
        Eventually.pause(30);
        assertThat(early.end()).isEqualTo("old");
        assertThat(Together.result(late)).isEqualTo("new");
        assertThat(cache.get("k")).isEqualTo("new");
    }

    @Test
    default void one_that_has_waited_long_enough_loads_without_storing() {
        Cache<String> cache = texts();
        HeldLoad slow = new HeldLoad(cache, "k", "slow", FOR_MINUTES);
        LoadOptions impatient = FOR_MINUTES.waitFor(Duration.ofMillis(50));
        for (Cache<String> by : List.of(cache, othersTexts())) {
            assertThat(by.getOrSet("k", () -> "own", impatient)).isEqualTo("own");
            assertThat(by.getOrSetMany(List.of("k"), missing -> Map.of("k", "own"), impatient))
                    .containsEntry("k", "own");
            assertThat(by.contains("k")).isFalse();
        }
        assertThat(slow.end()).isEqualTo("slow");
        assertThat(cache.get("k")).isEqualTo("slow");
    }

    @Test
    default void two_loads_that_want_each_others_keys_end() {
        Cache<String> cache = texts();
        LoadOptions options = FOR_MINUTES.waitFor(Duration.ofMillis(200));
        CyclicBarrier bothLoad = new CyclicBarrier(2);
        Future<String> one = Together.begin(() -> cache.getOrSet(
                "a",
                () -> {
                    bothLoad.await();
                    return "a" + cache.getOrSet("b", () -> "b", options);
                },
                options));
        Future<String> other = Together.begin(() -> cache.getOrSet(
                "b",
                () -> {
                    bothLoad.await();
                    return "b" + cache.getOrSet("a", () -> "a", options);
                },
                options));
        assertThat(Together.result(one)).startsWith("ab");
        assertThat(Together.result(other)).startsWith("ba");
    }

    @Test
    default void a_load_that_is_touched_persisted_or_looked_at_is_stored() {
        Cache<String> cache = texts();
        assertThat(cache.getOrSet("k", () -> {
                    cache.touch("k");
                    cache.persist("k");
                    cache.get("k");
                    cache.contains("k");
                    cache.delete("other");
                    cache.atVersion(2).clear();
                    return "loaded";
                }))
                .isEqualTo("loaded");
        assertThat(cache.get("k")).isEqualTo("loaded");
    }
}
