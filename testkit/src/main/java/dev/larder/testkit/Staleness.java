package dev.larder.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.larder.Cache;
import dev.larder.LoadOptions;
import dev.larder.Ttl;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

/** Values that are kept longer than they are fresh. */
interface Staleness extends Caches {
    /** Soon stale, and kept for long. */
    LoadOptions SOON_STALE = LoadOptions.freshFor(Ttl.ofMillis(50)).keepFor(Ttl.ofMinutes(5));

    /** By how much the clocks of a primary and its replicas may differ, which take the time once a round of their loops. */
    Duration CLOCKS_DIFFER = Duration.ofMillis(20);

    /** Loads a value and waits until it is stale on every server. */
    static void loadStale(Cache<String> cache, String key, String value) {
        assertThat(cache.getOrSet(key, () -> value, SOON_STALE)).isEqualTo(value);
        Duration grace = cache.explain(key).grace();
        assertThat(grace).isEqualTo(Ttl.ofMinutes(5).duration().minusMillis(50));
        Eventually.passes(() -> assertThat(
                        Objects.requireNonNull(cache.ttl(key), "no entry").duration())
                .isLessThan(grace.minus(CLOCKS_DIFFER)));
    }

    @Test
    default void a_loaded_value_is_kept_for_its_whole_time() {
        Cache<String> cache = texts();
        cache.getOrSet("k", () -> "v", LoadOptions.freshFor(Ttl.ofHours(1)).keepFor(Ttl.ofHours(3)));
        TimesToLive.assertLeft(cache.ttl("k"), Ttl.ofHours(3));
    }

    @Test
    default void a_stale_value_is_there_for_those_that_only_read() {
        Cache<String> cache = texts();
        loadStale(cache, "k", "old");
        assertThat(cache.get("k")).isEqualTo("old");
        assertThat(cache.contains("k")).isTrue();
        assertThat(cache.getMany(List.of("k"))).containsEntry("k", "old");
        assertThat(cache.add("k", "other")).isFalse();
    }

    @Test
    default void one_reloads_a_stale_value_and_all_others_are_served_at_once() {
        Cache<String> cache = texts();
        Cache<String> other = othersTexts();
        loadStale(cache, "k", "old");
        HeldLoad reload = new HeldLoad(cache, "k", "new", SOON_STALE);
        assertThat(cache.getOrSet("k", Loading.NEVER, SOON_STALE)).isEqualTo("old");
        assertThat(other.getOrSet("k", Loading.NEVER, SOON_STALE)).isEqualTo("old");
        assertThat(cache.getOrSetMany(List.of("k"), BulkLoading.NEVER, SOON_STALE))
                .containsEntry("k", "old");
        assertThat(other.getOrSetMany(List.of("k"), BulkLoading.NEVER, SOON_STALE))
                .containsEntry("k", "old");
        assertThat(reload.end()).isEqualTo("new");
        assertThat(cache.get("k")).isEqualTo("new");
        sees(() -> assertThat(other.get("k")).isEqualTo("new"));
    }

    @Test
    default void a_stale_value_is_gone_after_it_was_kept() {
        Cache<String> cache = texts();
        LoadOptions options = LoadOptions.freshFor(Ttl.ofMillis(30)).keepFor(Ttl.ofMillis(100));
        cache.getOrSet("k", () -> "old", options);
        Eventually.passes(() -> assertThat(cache.get("k")).isNull());
        assertThat(cache.getOrSet("k", () -> "new", options)).isEqualTo("new");
    }

    @Test
    default void a_reload_that_fails_leaves_the_stale_value() {
        Cache<String> cache = texts();
        loadStale(cache, "k", "old");
        IllegalStateException failure = new IllegalStateException("away");
        assertThatThrownBy(() -> cache.getOrSet(
                        "k",
                        () -> {
                            throw failure;
                        },
                        SOON_STALE))
                .isSameAs(failure);
        assertThat(cache.get("k")).isEqualTo("old");
    }

    @Test
    default void touch_and_persist_make_a_stale_value_fresh() {
        Cache<String> cache = texts();
        loadStale(cache, "touched", "old");
        loadStale(cache, "persisted", "old");
        assertThat(cache.touch("touched", Ttl.ofMinutes(3))).isTrue();
        assertThat(cache.persist("persisted")).isTrue();
        for (String key : List.of("touched", "persisted")) {
            assertThat(cache.getOrSet(key, Loading.NEVER, SOON_STALE)).isEqualTo("old");
            assertThat(cache.get(key)).isEqualTo("old");
            assertThat(cache.explain(key).grace()).isZero();
        }
        TimesToLive.assertLeft(cache.ttl("touched"), Ttl.ofMinutes(3));
        assertThat(cache.ttl("persisted")).isEqualTo(Ttl.FOREVER);
    }

    @Test
    default void set_makes_a_stale_value_fresh() {
        Cache<String> cache = texts();
        loadStale(cache, "k", "old");
        cache.set("k", "set", Ttl.ofMinutes(3));
        assertThat(cache.getOrSet("k", Loading.NEVER, SOON_STALE)).isEqualTo("set");
    }

    @Test
    default void a_stale_value_moves_and_is_rewritten_as_it_is() {
        Cache<String> cache = texts();
        loadStale(cache, "k", "old");
        cache.moveToVersion("k", 2);
        assertThat(cache.atVersion(2).rewriteAll()).isEqualTo(1);
        assertThat(cache.atVersion(2).get("k")).isEqualTo("old");
        assertThat(cache.atVersion(2).explain("k").grace()).isPositive();
        assertThat(cache.atVersion(2).getOrSet("k", () -> "new", SOON_STALE)).isEqualTo("new");
    }

    @Test
    default void a_stale_value_is_served_to_all_while_it_is_loaded_in_the_background() {
        Cache<String> cache = texts();
        loadStale(cache, "k", "old");
        LoadOptions options = SOON_STALE.refreshInBackground(task -> new Thread(task).start());
        assertThat(cache.getOrSet("k", () -> "new", options)).isEqualTo("old");
        Eventually.passes(() -> assertThat(cache.get("k")).isEqualTo("new"));
    }

    @Test
    default void a_background_that_takes_no_more_leaves_the_stale_value() {
        Cache<String> cache = texts();
        loadStale(cache, "k", "old");
        LoadOptions full = SOON_STALE.refreshInBackground(task -> {
            throw new RejectedExecutionException("full");
        });
        assertThat(cache.getOrSet("k", Loading.NEVER, full)).isEqualTo("old");
        assertThat(cache.getOrSet("k", () -> "new", SOON_STALE)).isEqualTo("new");
    }

    @Test
    default void a_fresh_value_may_be_loaded_early() {
        Cache<String> cache = texts();
        LoadOptions eager = LoadOptions.freshFor(Ttl.ofMinutes(1)).refreshEarly(1e12);
        cache.getOrSet(
                "k",
                () -> {
                    Eventually.pause(20);
                    return "old";
                },
                eager);
        assertThat(cache.getOrSet("k", () -> "new", eager)).isEqualTo("new");
        assertThat(cache.get("k")).isEqualTo("new");
    }
}
