package dev.larder.internal.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.larder.Cache;
import dev.larder.CacheBuilder;
import dev.larder.CacheListener;
import dev.larder.LoadOptions;
import dev.larder.Topology;
import dev.larder.Ttl;
import dev.larder.internal.FlakyStore;
import dev.larder.internal.ManualAlarm;
import dev.larder.internal.ManualClock;
import dev.larder.internal.SharedConnections;
import dev.larder.internal.TextSerializer;
import dev.larder.internal.store.EntryKey;
import dev.larder.internal.store.InMemoryStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A lease lasts as long as its load. */
@Timeout(30)
class HeartbeatTest {
    private static final Duration LEASE = Duration.ofSeconds(9);
    private static final LoadOptions OPTIONS =
            LoadOptions.freshFor(Ttl.ofHours(1)).keepFor(Ttl.ofHours(9)).lockFor(LEASE);
    private static final LoadOptions HASTY = OPTIONS.waitFor(Duration.ZERO);
    private static final EntryKey K = new Keyspace("", 1).entry("k");

    private final ManualClock clock = new ManualClock();
    private final ManualAlarm alarm = new ManualAlarm(clock);
    private final InMemoryStore memory = new InMemoryStore(clock);
    private final FlakyStore store = new FlakyStore(memory);
    private final List<String> rejected = new CopyOnWriteArrayList<>();
    private final Cache<String> cache = newProcess();
    private final Cache<String> elsewhere = newProcess();

    private Cache<String> newProcess() {
        return CacheBuilder.connectTo(Topology.inMemory())
                .provider(settings -> new SharedConnections((observer, time) -> store, () -> alarm))
                .serializer(new TextSerializer())
                .listener(new CacheListener() {
                    @Override
                    public void onCommitRejected(String key) {
                        rejected.add(key);
                    }
                })
                .build(String.class);
    }

    private void pass(int seconds) {
        alarm.advance(Duration.ofSeconds(seconds));
    }

    private boolean isLeased() {
        return memory.exists(K.lease());
    }

    /** Loads while that happens. */
    private String loadDuring(Runnable event) {
        return cache.getOrSet(
                "k",
                () -> {
                    event.run();
                    return "loaded";
                },
                OPTIONS);
    }

    @Test
    void a_load_longer_than_its_lease_is_stored() {
        assertThat(loadDuring(() -> pass(100))).isEqualTo("loaded");
        assertThat(cache.get("k")).isEqualTo("loaded");
        assertThat(rejected).isEmpty();
    }

    @Test
    void nobody_else_gets_the_lease_of_a_load_longer_than_it() {
        loadDuring(() -> {
            pass(100);
            assertThat(elsewhere.getOrSet("k", () -> "for itself", HASTY)).isEqualTo("for itself");
        });
        assertThat(cache.get("k")).isEqualTo("loaded");
    }

    @Test
    void the_lease_is_renewed_at_a_third_of_its_time() {
        loadDuring(() -> {
            pass(2);
            assertThat(memory.ttl(K.lease())).isEqualTo(7_000);
            pass(1);
            assertThat(memory.ttl(K.lease())).isEqualTo(9_000);
            pass(3);
            assertThat(memory.ttl(K.lease())).isEqualTo(9_000);
        });
    }

    @Test
    void the_heart_stops_when_the_load_ends_whatever_way() {
        loadDuring(() -> assertThat(alarm.pending()).isEqualTo(1));
        assertThat(alarm.pending()).isZero();
        assertThatThrownBy(() -> cache.getOrSet("other", () -> {
                    throw new StackOverflowError();
                }))
                .isInstanceOf(StackOverflowError.class);
        assertThat(alarm.pending()).isZero();
        assertThatThrownBy(() -> cache.getOrSet("unwritable", () -> "unwritable"))
                .isNotNull();
        assertThat(alarm.pending()).isZero();
        store.beforeNextCommit(store::goAway);
        cache.getOrSet("away", () -> "v");
        assertThat(alarm.pending()).isZero();
    }

    @Test
    void a_refusal_stops_the_heart_and_the_lease_is_never_taken_again() {
        assertThat(loadDuring(() -> {
                    elsewhere.delete("k");
                    pass(3);
                    assertThat(alarm.pending()).isZero();
                    pass(100);
                    assertThat(isLeased()).isFalse();
                }))
                .isEqualTo("loaded");
        assertThat(cache.get("k")).isNull();
        assertThat(rejected).containsExactly("k");
    }

    @Test
    void the_lease_of_the_next_owner_is_not_renewed() {
        loadDuring(() -> {
            elsewhere.delete("k");
            memory.claim(K.bytes(), K.lease(), new byte[] {1}, 5_000);
            pass(4);
            assertThat(memory.ttl(K.lease())).isEqualTo(1_000);
        });
    }

    @Test
    void who_comes_after_a_refusal_does_not_join_the_load_and_who_waits_starts_over() throws Exception {
        CountDownLatch loading = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        CompletableFuture<String> early = CompletableFuture.supplyAsync(() -> loadDuring(() -> {
            loading.countDown();
            await(release);
        }));
        loading.await();
        CompletableFuture<String> waiter =
                CompletableFuture.supplyAsync(() -> cache.getOrSet("k", () -> "new", OPTIONS));
        GetOrSetTest.untilSomeoneWaits();
        elsewhere.delete("k");
        pass(3);
        assertThat(waiter.get()).isEqualTo("new");
        assertThat(cache.getOrSet("k", () -> "newer", OPTIONS)).isEqualTo("new");
        release.countDown();
        assertThat(early.get()).isEqualTo("loaded");
        assertThat(cache.get("k")).isEqualTo("new");
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    @Test
    void an_outage_of_one_beat_is_not_a_refusal() {
        loadDuring(() -> {
            store.goAway();
            pass(3);
            store.comeBack();
            pass(3);
            assertThat(memory.ttl(K.lease())).isEqualTo(9_000);
        });
        assertThat(cache.get("k")).isEqualTo("loaded");
    }

    @Test
    void an_outage_as_long_as_the_lease_stops_the_heart() {
        assertThat(loadDuring(() -> {
                    pass(3);
                    store.goAway();
                    pass(9);
                    store.comeBack();
                    assertThat(alarm.pending()).isZero();
                }))
                .isEqualTo("loaded");
        assertThat(rejected).containsExactly("k");
        assertThat(cache.get("k")).isNull();
    }

    @Test
    void a_load_without_end_does_not_keep_the_others_off_for_ever() {
        assertThat(loadDuring(() -> {
                    pass(600);
                    assertThat(isLeased()).isTrue();
                    pass(9);
                    assertThat(isLeased()).isFalse();
                    assertThat(alarm.pending()).isZero();
                    assertThat(elsewhere.getOrSet("k", () -> "theirs", OPTIONS)).isEqualTo("theirs");
                }))
                .isEqualTo("loaded");
        assertThat(cache.get("k")).isEqualTo("theirs");
    }

    @Test
    void the_longest_load_is_ten_minutes_or_ten_leases() {
        assertThat(Lease.longest(Duration.ofMillis(10))).isEqualTo(Duration.ofMinutes(10));
        assertThat(Lease.longest(Duration.ofMinutes(1))).isEqualTo(Duration.ofMinutes(10));
        assertThat(Lease.longest(Duration.ofDays(1))).isEqualTo(Duration.ofDays(10));
    }

    // --- in the background

    private void loadStale() {
        cache.getOrSet("k", () -> "stale", OPTIONS);
        clock.advance(Duration.ofHours(2));
    }

    @Test
    void a_load_that_waits_for_its_executor_keeps_its_lease() {
        loadStale();
        List<Runnable> queue = new ArrayList<>();
        cache.getOrSet("k", () -> "loaded", OPTIONS.refreshInBackground(queue::add));
        pass(100);
        assertThat(isLeased()).isTrue();
        queue.get(0).run();
        assertThat(cache.get("k")).isEqualTo("loaded");
        assertThat(alarm.pending()).isZero();
    }

    @Test
    void what_an_executor_does_not_take_keeps_no_lease() {
        loadStale();
        for (RuntimeException thrown : List.of(new RejectedExecutionException("full"), new IllegalStateException())) {
            try {
                cache.getOrSet("k", () -> "loaded", OPTIONS.refreshInBackground(task -> {
                    throw thrown;
                }));
            } catch (IllegalStateException passedOn) {
                assertThat(passedOn).isSameAs(thrown);
            }
            assertThat(isLeased()).isFalse();
            assertThat(alarm.pending()).isZero();
        }
    }

    @Test
    void what_an_executor_forgets_does_not_keep_others_off_for_ever() {
        loadStale();
        cache.getOrSet("k", () -> "loaded", OPTIONS.refreshInBackground(forgotten -> {}));
        pass(600);
        assertThat(cache.getOrSet("k", () -> "too early", OPTIONS)).isEqualTo("stale");
        pass(9);
        assertThat(cache.getOrSet("k", () -> "loaded", OPTIONS)).isEqualTo("loaded");
    }

    @Test
    void a_load_whose_lease_was_lost_before_its_turn_is_not_begun() {
        loadStale();
        List<Runnable> queue = new ArrayList<>();
        LoadOptions queued = OPTIONS.refreshInBackground(queue::add);
        cache.getOrSet(
                "k",
                () -> {
                    throw new AssertionError("begun in vain");
                },
                queued);
        elsewhere.set("k", "newer");
        pass(3);
        queue.get(0).run();
        assertThat(cache.get("k")).isEqualTo("newer");
        assertThat(cache.statistics().loadFailures()).isZero();
    }
}
