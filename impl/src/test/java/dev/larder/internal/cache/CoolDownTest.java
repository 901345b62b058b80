package dev.larder.internal.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.larder.Cache;
import dev.larder.CacheBuilder;
import dev.larder.LoadException;
import dev.larder.LoadOptions;
import dev.larder.Topology;
import dev.larder.Ttl;
import dev.larder.ValueFormatException;
import dev.larder.internal.FlakyStore;
import dev.larder.internal.ManualAlarm;
import dev.larder.internal.ManualClock;
import dev.larder.internal.SharedConnections;
import dev.larder.internal.TextSerializer;
import dev.larder.internal.store.InMemoryStore;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** When a load has failed, the others do not run into the same failure one after another. */
@Timeout(30)
class CoolDownTest {
    private static final LoadOptions OPTIONS =
            LoadOptions.freshFor(Ttl.ofHours(1)).keepFor(Ttl.ofHours(9));

    /** Enough for all that wait for each other. */
    private static final Executor THREADS = task -> new Thread(task, "a caller").start();

    private final ManualClock clock = new ManualClock();
    private final FlakyStore store = new FlakyStore(new InMemoryStore(clock));
    private final Cache<String> cache = newProcess();
    private final Cache<String> elsewhere = newProcess();
    private final AtomicInteger loads = new AtomicInteger();

    private Cache<String> newProcess() {
        return CacheBuilder.connectTo(Topology.inMemory())
                .provider(settings -> new SharedConnections((observer, time) -> store, () -> new ManualAlarm(clock)))
                .serializer(new TextSerializer())
                .build(String.class);
    }

    private String load() {
        return "loaded " + loads.incrementAndGet();
    }

    private void fail(Exception failure) {
        fail(failure, OPTIONS);
    }

    private void fail(Exception failure, LoadOptions options) {
        assertThatThrownBy(() -> cache.getOrSet(
                        "k",
                        () -> {
                            throw failure;
                        },
                        options))
                .satisfiesAnyOf(
                        thrown -> assertThat(thrown).isSameAs(failure),
                        thrown -> assertThat(thrown).hasCause(failure));
    }

    private void assertCooling(Cache<String> by) {
        assertThatThrownBy(() -> by.getOrSet("k", this::load, OPTIONS))
                .isInstanceOf(LoadException.class)
                .hasMessageContaining("'k'")
                .hasMessageContaining("cool-down");
        assertThat(loads).hasValue(0);
    }

    @Test
    void for_a_second_others_hear_of_the_failure_and_do_not_load() {
        fail(new IOException("broken"));
        clock.advance(Duration.ofMillis(999));
        assertCooling(elsewhere);
        clock.advance(Duration.ofMillis(1));
        assertThat(elsewhere.getOrSet("k", this::load, OPTIONS)).isEqualTo("loaded 1");
    }

    @Test
    void who_has_failed_may_try_again_at_once() {
        fail(new IOException("broken"));
        assertThat(cache.getOrSet("k", this::load, OPTIONS)).isEqualTo("loaded 1");
        elsewhere.delete("k");
        fail(new IOException("broken"));
        assertThat(cache.getOrSetMany(List.of("k"), keys -> Map.of("k", load()), OPTIONS))
                .containsEntry("k", "loaded 2");
    }

    @Test
    void other_keys_are_loaded() {
        fail(new IllegalStateException("broken"));
        assertThat(elsewhere.getOrSet("other", this::load, OPTIONS)).isEqualTo("loaded 1");
    }

    @Test
    void who_waits_elsewhere_hears_of_the_failure_and_does_not_load() throws Exception {
        CountDownLatch loading = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        CompletableFuture<Void> owner = CompletableFuture.runAsync(
                () -> assertThatThrownBy(() -> cache.getOrSet(
                                "k",
                                () -> {
                                    loading.countDown();
                                    release.await();
                                    throw new IOException("broken");
                                },
                                OPTIONS))
                        .isInstanceOf(LoadException.class),
                THREADS);
        loading.await();
        List<CompletableFuture<Void>> waiters = List.of(
                CompletableFuture.runAsync(() -> assertFails(elsewhere), THREADS),
                CompletableFuture.runAsync(() -> assertFails(elsewhere), THREADS),
                CompletableFuture.runAsync(() -> assertFails(newProcess()), THREADS));
        GetOrSetTest.untilSomeoneWaits();
        release.countDown();
        owner.get();
        for (CompletableFuture<Void> each : waiters) {
            each.get();
        }
        assertThat(loads).hasValue(0);
    }

    private void assertFails(Cache<String> by) {
        assertThatThrownBy(() -> by.getOrSet("k", this::load, OPTIONS))
                .isInstanceOf(LoadException.class)
                .hasMessageContaining("cool-down");
    }

    @Test
    void a_stale_value_is_served_if_there_is_one() {
        cache.getOrSet("k", () -> "stale", OPTIONS);
        clock.advance(Duration.ofHours(2));
        fail(new IOException("broken"));
        assertThat(elsewhere.getOrSet("k", this::load, OPTIONS)).isEqualTo("stale");
        assertThat(cache.getOrSet("k", this::load, OPTIONS)).isEqualTo("stale");
        clock.advance(Duration.ofSeconds(1));
        assertThat(elsewhere.getOrSet("k", this::load, OPTIONS)).isEqualTo("loaded 1");
    }

    @Test
    void a_failure_in_the_background_is_not_repeated_at_once() {
        cache.getOrSet("k", () -> "stale", OPTIONS);
        clock.advance(Duration.ofHours(2));
        LoadOptions background = OPTIONS.refreshInBackground(Runnable::run);
        for (int i = 0; i < 3; i++) {
            assertThat(cache.getOrSet(
                            "k",
                            () -> {
                                loads.incrementAndGet();
                                throw new IOException("broken");
                            },
                            background))
                    .isEqualTo("stale");
        }
        assertThat(loads).hasValue(1);
    }

    @Test
    void a_change_ends_the_cool_down() {
        fail(new IOException("broken"));
        elsewhere.delete("k");
        assertThat(elsewhere.getOrSet("k", this::load, OPTIONS)).isEqualTo("loaded 1");
        elsewhere.delete("k");
        fail(new IOException("broken"));
        elsewhere.set("k", "set");
        assertThat(cache.getOrSet("k", this::load, OPTIONS)).isEqualTo("set");
    }

    @Test
    void a_load_that_fails_after_a_change_does_not_begin_a_cool_down() {
        assertThatThrownBy(() -> cache.getOrSet("k", () -> {
                    elsewhere.delete("k");
                    throw new IOException("broken");
                }))
                .isInstanceOf(LoadException.class);
        assertThat(elsewhere.getOrSet("k", this::load, OPTIONS)).isEqualTo("loaded 1");
    }

    @Test
    void a_cool_down_is_no_longer_than_a_lease() {
        fail(new IOException("broken"), OPTIONS.lockFor(Duration.ofMillis(10)));
        clock.advance(Duration.ofMillis(10));
        assertThat(elsewhere.getOrSet("k", this::load, OPTIONS)).isEqualTo("loaded 1");
    }

    @Test
    void a_value_that_cannot_be_written_is_a_failure_too() {
        assertThatThrownBy(() -> cache.getOrSet("k", () -> "unwritable")).isInstanceOf(ValueFormatException.class);
        assertCooling(elsewhere);
    }

    @Test
    void a_freshness_that_cannot_be_computed_is_a_failure_too() {
        assertThatThrownBy(() -> cache.getOrSet("k", () -> "v", OPTIONS, value -> Ttl.of(Duration.ZERO)))
                .isInstanceOf(IllegalArgumentException.class);
        assertCooling(elsewhere);
    }

    @Test
    void a_failure_while_redis_is_away_reaches_its_caller() {
        assertThatThrownBy(() -> cache.getOrSet("k", () -> {
                    store.goAway();
                    throw new IllegalStateException("broken");
                }))
                .hasMessage("broken");
    }

    // --- cancellation says nothing of the loader

    @Test
    void a_load_that_is_cancelled_begins_no_cool_down() {
        fail(new InterruptedException());
        assertThat(Thread.interrupted()).isTrue();
        assertThat(elsewhere.getOrSet("k", this::load, OPTIONS)).isEqualTo("loaded 1");
        elsewhere.delete("k");
        fail(new CancellationException());
        assertThat(elsewhere.getOrSet("k", this::load, OPTIONS)).isEqualTo("loaded 2");
        elsewhere.delete("k");
        assertThatThrownBy(() -> cache.getOrSet("k", () -> {
                    Thread.currentThread().interrupt();
                    throw new IOException("closed by an interrupt");
                }))
                .isInstanceOf(LoadException.class);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(elsewhere.getOrSet("k", this::load, OPTIONS)).isEqualTo("loaded 3");
    }

    @Test
    void who_waits_for_a_load_that_is_cancelled_loads() throws Exception {
        CountDownLatch loading = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        CompletableFuture<String> cancelled = CompletableFuture.supplyAsync(() -> cache.getOrSet(
                "k",
                () -> {
                    loading.countDown();
                    release.await();
                    throw new CancellationException();
                },
                OPTIONS));
        loading.await();
        CompletableFuture<String> waiter =
                CompletableFuture.supplyAsync(() -> cache.getOrSet("k", this::load, OPTIONS));
        GetOrSetTest.untilSomeoneWaits();
        release.countDown();
        assertThat(waiter.get()).isEqualTo("loaded 1");
        assertThatThrownBy(cancelled::get).isNotNull();
    }
}
