package dev.larder.testkit;

import static dev.larder.testkit.Eventually.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.larder.Cache;
import dev.larder.LoadException;
import dev.larder.LoadOptions;
import dev.larder.Loader;
import dev.larder.Ttl;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Callers that want the same value at the same time, from several caches, help each other and do no harm. */
interface LoadingTogether extends Caches {
    /** A loader that waits in the midst of its work. */
    final class Held implements Loader<String> {
        private final CountDownLatch loading = new CountDownLatch(1);
        private final CountDownLatch release = new CountDownLatch(1);
        private final Callable<String> end;

        Held(Callable<String> end) {
            this.end = end;
        }

        @Override
        public String load() throws Exception {
            loading.countDown();
            release.await();
            return end.call();
        }
    }

    /** The work, begun on a thread of its own. */
    static <T> FutureTask<T> started(Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(work);
        new Thread(task, "a caller").start();
        return task;
    }

    /** Runs the work on a thread, and returns when that has been waiting for a while. */
    private static <T> FutureTask<T> waiting(Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(work);
        Thread thread = new Thread(task, "a waiting caller");
        thread.start();
        AtomicInteger still = new AtomicInteger();
        until(() -> {
            boolean waits =
                    thread.getState() == Thread.State.WAITING || thread.getState() == Thread.State.TIMED_WAITING;
            return task.isDone() || still.updateAndGet(times -> waits ? times + 1 : 0) > 5;
        });
        return task;
    }

    private static Held begun(Cache<String> cache, Callable<String> end, List<Future<String>> owners) throws Exception {
        Held held = new Held(end);
        owners.add(started(() -> cache.getOrSet("k", held)));
        held.loading.await();
        return held;
    }

    // --- one loads for all

    @Test
    default void a_herd_on_many_keys_loads_each_once_and_nobody_gets_nothing() throws Exception {
        List<Cache<String>> caches = List.of(cache(String.class), cache(String.class));
        int keys = 40;
        int callers = 8;
        AtomicInteger[] loads =
                IntStream.range(0, keys).mapToObj(i -> new AtomicInteger()).toArray(AtomicInteger[]::new);
        CyclicBarrier together = new CyclicBarrier(callers);
        ExecutorService threads = Executors.newFixedThreadPool(callers);
        try {
            List<Future<Boolean>> running = new ArrayList<>();
            for (int caller = 0; caller < callers; caller++) {
                Cache<String> cache = caches.get(caller % 2);
                running.add(threads.submit(() -> {
                    for (int i = 0; i < keys; i++) {
                        int key = i;
                        together.await();
                        assertThat(cache.getOrSet("k" + key, () -> "v" + key + "." + loads[key].incrementAndGet()))
                                .isEqualTo("v" + key + ".1");
                    }
                    return true;
                }));
            }
            for (Future<Boolean> each : running) {
                assertThat(each.get()).isTrue();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(loads).extracting(AtomicInteger::get).containsOnly(1);
    }

    @Test
    default void those_who_wait_in_another_cache_get_the_value_too() throws Exception {
        List<Future<String>> owners = new ArrayList<>();
        Held held = begun(cache(String.class), () -> "theirs", owners);
        Cache<String> elsewhere = cache(String.class);
        FutureTask<String> waiter = waiting(() -> elsewhere.getOrSet("k", () -> "mine"));
        assertThat(waiter.isDone()).isFalse();
        held.release.countDown();
        assertThat(waiter.get()).isEqualTo("theirs");
        assertThat(owners.get(0).get()).isEqualTo("theirs");
        assertThat(elsewhere.statistics().loads()).isZero();
    }

    @Test
    default void those_who_wait_hear_of_the_failure_with_its_cause() throws Exception {
        Cache<String> cache = cache(String.class);
        IllegalStateException broken = new IllegalStateException("broken");
        List<Future<String>> owners = new ArrayList<>();
        Held held = begun(
                cache,
                () -> {
                    throw broken;
                },
                owners);
        FutureTask<String> waiter = waiting(() -> cache.getOrSet("k", () -> "never"));
        held.release.countDown();
        assertThatThrownBy(owners.get(0)::get).hasCause(broken);
        assertThatThrownBy(waiter::get)
                .cause()
                .isInstanceOf(LoadException.class)
                .hasCause(broken);
        assertThat(cache.contains("k")).isFalse();
    }

    @Test
    default void a_key_whose_load_failed_is_loaded_again_after_a_while_or_a_change() {
        Cache<String> cache = cache(String.class);
        Cache<String> elsewhere = cache(String.class);
        for (Runnable between : List.<Runnable>of(() -> elsewhere.delete("k"), () -> {})) {
            assertThatThrownBy(() -> cache.getOrSet("k", () -> {
                        throw new IOException("broken");
                    }))
                    .isInstanceOf(LoadException.class);
            between.run();
            until(() -> isLoaded(elsewhere));
            assertThat(cache.get("k")).isEqualTo("loaded");
            cache.delete("k");
        }
    }

    private static boolean isLoaded(Cache<String> cache) {
        try {
            return cache.getOrSet("k", () -> "loaded").equals("loaded");
        } catch (LoadException tooSoon) {
            assertThat(tooSoon).hasMessageContaining("cool-down");
            return false;
        }
    }

    @Test
    default void a_cache_that_is_closed_keeps_nobody_from_loading() throws Exception {
        Cache<String> cache = cache(String.class);
        Cache<String> other = cache(String.class);
        List<Future<String>> owners = new ArrayList<>();
        Held held = begun(cache, () -> "late", owners);
        cache.close();
        assertThat(other.getOrSet("k", () -> "loaded")).isEqualTo("loaded");
        held.release.countDown();
        assertThat(owners.get(0).get()).isEqualTo("late");
        assertThat(other.get("k")).isEqualTo("loaded");
    }

    @Test
    default void an_interrupt_ends_the_wait_and_keeps_its_flag() throws Exception {
        List<Future<String>> owners = new ArrayList<>();
        Cache<String> cache = cache(String.class);
        Held held = begun(cache, () -> "theirs", owners);
        for (Cache<String> each : List.of(cache, cache(String.class))) {
            FutureTask<Boolean> waiter = new FutureTask<>(() -> {
                Thread.currentThread().interrupt();
                try {
                    each.getOrSet("k", () -> "mine");
                } catch (LoadException gaveUp) {
                    assertThat(gaveUp).hasMessageContaining("k");
                }
                return Thread.interrupted();
            });
            new Thread(waiter, "an interrupted caller").start();
            until(waiter::isDone);
            assertThat(waiter.get()).isTrue();
        }
        held.release.countDown();
        assertThat(owners.get(0).get()).isEqualTo("theirs");
    }

    // --- changes

    @Test
    default void a_change_in_another_cache_during_the_load_keeps_the_value_out() {
        Cache<String> cache = cache(String.class);
        Cache<String> elsewhere = cache(String.class);
        List<Runnable> changes = List.of(
                () -> elsewhere.delete("k"),
                () -> elsewhere.deleteMany(List.of("other", "k")),
                () -> elsewhere.deleteMatching("[k]"),
                elsewhere::clear,
                elsewhere::clearAllVersions,
                () -> elsewhere.set("k", "newer"),
                () -> elsewhere.setMany(Map.of("k", "newer")),
                () -> elsewhere.add("k", "newer"),
                () -> {
                    elsewhere.atVersion(2).set("k", "newer");
                    elsewhere.atVersion(2).moveToVersion("k", 1);
                },
                () -> {
                    elsewhere.set("k", "newer");
                    elsewhere.moveToVersion("k", 2);
                });
        for (Runnable change : changes) {
            cache.delete("k");
            String value = cache.getOrSet("k", () -> {
                change.run();
                return "from before";
            });
            assertThat(value).isEqualTo("from before");
            assertThat(cache.get("k")).isIn(null, "newer");
            assertThat(cache.getOrSet("k", () -> "after")).isIn("after", "newer");
        }
        assertThat(cache.statistics().commitsRejected()).isEqualTo(changes.size());
    }

    @Test
    default void a_change_of_other_keys_and_versions_during_the_load_does_not_keep_it_out() {
        Cache<String> cache = cache(String.class);
        assertThat(cache.getOrSet("k", () -> {
                    cache.set("other", "v");
                    cache.delete("kk");
                    cache.deleteMatching("k?");
                    cache.atVersion(2).clear();
                    cache.atVersion(2).set("k", "v");
                    return "loaded";
                }))
                .isEqualTo("loaded");
        assertThat(cache.get("k")).isEqualTo("loaded");
    }

    @Test
    default void whatever_removes_a_loaded_value_it_is_loaded_again() {
        Cache<String> cache = cache(String.class);
        List<Runnable> removals = List.of(
                () -> cache.delete("k"),
                () -> cache.deleteMatching("*"),
                cache::clear,
                cache::clearAllVersions,
                () -> cache.moveToVersion("k", 2),
                () -> {
                    cache.set("k", "short", Ttl.ofMillis(1));
                    until(() -> !cache.contains("k"));
                },
                () -> {
                    cache.touch("k", Ttl.ofMillis(1));
                    until(() -> !cache.contains("k"));
                });
        for (Runnable removal : removals) {
            cache.getOrSet(
                    "k", () -> "first", LoadOptions.freshFor(Ttl.ofHours(1)).keepFor(Ttl.ofHours(2)));
            removal.run();
            assertThat(cache.getOrSet("k", () -> "second")).isEqualTo("second");
            cache.delete("k");
        }
    }
}
