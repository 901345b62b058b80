package dev.larder.testkit;

import static dev.larder.testkit.CacheHome.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.larder.Cache;
import dev.larder.LoadException;
import dev.larder.LoadOptions;
import dev.larder.Loader;
import dev.larder.Ttl;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A value is loaded when there is none that is fresh, by one caller for all. */
interface Loading extends CacheHome {
    /** Fresh for an instant, kept for long: stale as soon as the test wants. */
    LoadOptions SOON_STALE = LoadOptions.freshFor(Ttl.ofMillis(1)).keepFor(Ttl.ofMinutes(10));

    @Test
    default void loads_what_is_missing_and_keeps_it() throws Exception {
        Cache<String> cache = cache(String.class);
        AtomicInteger loads = new AtomicInteger();
        Loader<String> loader = () -> "loaded " + loads.incrementAndGet();
        assertThat(cache.getOrSet("k", loader)).isEqualTo("loaded 1");
        assertThat(cache.getOrSet("k", loader)).isEqualTo("loaded 1");
        assertThat(cache.getOrSet("k", loader, LoadOptions.freshFor(Ttl.ofHours(1))))
                .isEqualTo("loaded 1");
        assertThat(cache.get("k")).isEqualTo("loaded 1");
        cache.delete("k");
        assertThat(cache.getOrSet("k", loader)).isEqualTo("loaded 2");
        assertThat(cache.statistics().loads()).isEqualTo(2);
    }

    @Test
    default void a_value_that_was_set_is_fresh() {
        Cache<String> cache = cache(String.class);
        cache.set("k", "set");
        assertThat(cache.getOrSet("k", () -> "loaded", SOON_STALE)).isEqualTo("set");
    }

    @Test
    default void many_threads_of_several_caches_load_once_and_all_get_the_value() throws Exception {
        List<Cache<String>> caches = List.of(cache(String.class), cache(String.class));
        AtomicInteger loads = new AtomicInteger();
        CountDownLatch start = new CountDownLatch(1);
        ExecutorService threads = Executors.newFixedThreadPool(32);
        try {
            List<Future<String>> values = new ArrayList<>();
            for (int i = 0; i < 32; i++) {
                Cache<String> cache = caches.get(i % 2);
                values.add(threads.submit(() -> {
                    start.await();
                    return cache.getOrSet("k", () -> {
                        loads.incrementAndGet();
                        Thread.sleep(50);
                        return "v";
                    });
                }));
            }
            start.countDown();
            for (Future<String> value : values) {
                assertThat(value.get()).isEqualTo("v");
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(loads).hasValue(1);
    }

    @Test
    default void a_stale_value_is_served_at_once_while_one_caller_loads() throws Exception {
        Cache<String> cache = cache(String.class);
        cache.getOrSet("k", () -> "old", SOON_STALE);
        until(() -> isStale(cache, "k"));
        CountDownLatch loading = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        CompletableFuture<String> owner = CompletableFuture.supplyAsync(() -> cache.getOrSet(
                "k",
                () -> {
                    loading.countDown();
                    release.await();
                    return "new";
                },
                LoadOptions.freshFor(Ttl.ofMinutes(1))));
        loading.await();
        assertThat(cache.getOrSet("k", () -> "never", SOON_STALE)).isEqualTo("old");
        assertThat(cache.get("k")).isEqualTo("old");
        release.countDown();
        assertThat(owner.get()).isEqualTo("new");
        assertThat(cache.getOrSet("k", () -> "never", SOON_STALE)).isEqualTo("new");
        assertThat(cache.statistics().staleHits()).isEqualTo(1);
    }

    private static boolean isStale(Cache<?> cache, String key) {
        var info = cache.explain(key);
        return Objects.requireNonNull(info.ttl()).duration().compareTo(info.grace()) <= 0;
    }

    @Test
    default void a_stale_value_is_gone_when_it_is_not_kept_any_longer() {
        Cache<String> cache = cache(String.class);
        cache.getOrSet("k", () -> "old", LoadOptions.freshFor(Ttl.ofMillis(20)).keepFor(Ttl.ofMillis(60)));
        until(() -> cache.get("k") == null);
    }

    @Test
    default void without_a_longer_life_a_value_is_loaded_anew_when_its_freshness_ends() {
        Cache<String> cache = cache(String.class);
        AtomicInteger loads = new AtomicInteger();
        LoadOptions brief = LoadOptions.freshFor(Ttl.ofMillis(30));
        cache.getOrSet("k", () -> "loaded " + loads.incrementAndGet(), brief);
        until(() -> cache.getOrSet("k", () -> "again", brief).equals("again"));
        assertThat(loads).hasValue(1);
    }

    @Test
    default void freshness_may_depend_on_the_value() {
        Cache<String> cache = cache(String.class);
        LoadOptions options = LoadOptions.freshFor(Ttl.ofHours(1));
        cache.getOrSet("short", () -> "v", options, value -> Ttl.ofSeconds(10));
        assertThat(Objects.requireNonNull(cache.ttl("short")).duration().toSeconds())
                .isLessThanOrEqualTo(10);
        cache.getOrSet("forever", () -> "v", options, value -> Ttl.FOREVER);
        assertThat(cache.ttl("forever")).isEqualTo(Ttl.FOREVER);
    }

    @Test
    default void unchecked_faults_pass_as_they_are_and_nothing_is_kept() {
        Cache<String> cache = cache(String.class);
        IllegalStateException broken = new IllegalStateException("broken");
        AssertionError error = new AssertionError("worse");
        assertThatThrownBy(() -> cache.getOrSet("k", () -> {
                    throw broken;
                }))
                .isSameAs(broken);
        assertThatThrownBy(() -> cache.getOrSet("k", () -> {
                    throw error;
                }))
                .isSameAs(error);
        assertThat(cache.contains("k")).isFalse();
        assertThat(cache.getOrSet("k", () -> "v")).isEqualTo("v");
        assertThat(cache.statistics().loadFailures()).isEqualTo(2);
    }

    @Test
    default void checked_faults_come_as_causes() {
        Cache<String> cache = cache(String.class);
        IOException broken = new IOException("broken");
        assertThatThrownBy(() -> cache.getOrSet("k", () -> {
                    throw broken;
                }))
                .isInstanceOf(LoadException.class)
                .hasCause(broken)
                .hasMessageContaining("'k'");
        assertThat(cache.contains("k")).isFalse();
    }

    @Test
    default void a_loader_that_returns_null_is_an_error() {
        Cache<String> cache = cache(String.class);
        String none = Arrays.asList((String) null).get(0);
        assertThatThrownBy(() -> cache.getOrSet("k", () -> none))
                .isInstanceOf(LoadException.class)
                .hasMessageContaining("Optional");
        assertThat(cache.contains("k")).isFalse();
    }

    @Test
    default void a_failed_reload_leaves_the_stale_value() {
        Cache<String> cache = cache(String.class);
        cache.getOrSet("k", () -> "old", SOON_STALE);
        until(() -> isStale(cache, "k"));
        assertThatThrownBy(() -> cache.getOrSet(
                        "k",
                        () -> {
                            throw new IllegalStateException("broken");
                        },
                        SOON_STALE))
                .isInstanceOf(IllegalStateException.class);
        assertThat(cache.get("k")).isEqualTo("old");
    }

    @Test
    default void a_delete_during_the_load_keeps_the_value_out() {
        Cache<String> cache = cache(String.class);
        List<Runnable> changes = List.of(
                () -> cache.delete("k"),
                () -> cache.deleteMany(List.of("k")),
                () -> cache.deleteMatching("k"),
                cache::clear,
                cache::clearAllVersions);
        for (Runnable change : changes) {
            String value = cache.getOrSet("k", () -> {
                change.run();
                return "from before";
            });
            assertThat(value).isEqualTo("from before");
            assertThat(cache.get("k")).isNull();
        }
        assertThat(cache.statistics().commitsRejected()).isEqualTo(changes.size());
    }

    @Test
    default void a_set_during_the_load_stays() {
        Cache<String> cache = cache(String.class);
        assertThat(cache.getOrSet("k", () -> {
                    cache.set("k", "newer");
                    return "older";
                }))
                .isEqualTo("older");
        assertThat(cache.get("k")).isEqualTo("newer");
        cache.delete("k");
        cache.getOrSet("k", () -> {
            assertThat(cache.add("k", "added")).isTrue();
            return "older";
        });
        assertThat(cache.get("k")).isEqualTo("added");
    }

    @Test
    default void a_loader_may_load_other_keys_and_its_own() {
        Cache<String> cache = cache(String.class);
        assertThat(cache.getOrSet("a", () -> "a" + cache.getOrSet("b", () -> "b" + cache.getOrSet("a", () -> "inner"))))
                .isEqualTo("abinner");
        assertThat(cache.get("b")).isEqualTo("binner");
    }
}
