package dev.larder.internal.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.larder.Cache;
import dev.larder.CacheBuilder;
import dev.larder.CacheListener;
import dev.larder.CacheUnavailableException;
import dev.larder.LoadException;
import dev.larder.LoadOptions;
import dev.larder.Topology;
import dev.larder.Ttl;
import dev.larder.ValueFormatException;
import dev.larder.internal.FlakyStore;
import dev.larder.internal.ManualClock;
import dev.larder.internal.SharedConnections;
import dev.larder.internal.TextSerializer;
import dev.larder.internal.store.InMemoryStore;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class GetOrSetTest {
    private static final LoadOptions STALE_ABLE =
            LoadOptions.freshFor(Ttl.ofMinutes(1)).keepFor(Ttl.ofMinutes(10));

    private final ManualClock clock = new ManualClock();
    private final InMemoryStore memory = new InMemoryStore(clock);
    private final FlakyStore store = new FlakyStore(memory);
    private final List<String> rejected = new CopyOnWriteArrayList<>();
    private final Cache<String> cache = newProcess();
    private final Cache<String> elsewhere = newProcess();
    private final AtomicInteger loads = new AtomicInteger();

    private Cache<String> newProcess() {
        return CacheBuilder.connectTo(Topology.inMemory())
                .provider(settings -> new SharedConnections((observer, time) -> store))
                .serializer(new TextSerializer())
                .listener(new CacheListener() {
                    @Override
                    public void onCommitRejected(String key) {
                        rejected.add(key);
                    }
                })
                .build(String.class);
    }

    private String load() {
        return "loaded " + loads.incrementAndGet();
    }

    @Test
    void a_value_that_was_loaded_with_a_grace_is_stale_for_who_asks_without_one_too() {
        assertThat(cache.getOrSet("k", this::load, STALE_ABLE)).isEqualTo("loaded 1");
        assertThat(cache.getOrSet("k", this::load)).isEqualTo("loaded 1");
        clock.advance(Duration.ofMinutes(2));
        assertThat(cache.getOrSet("k", this::load)).isEqualTo("loaded 2");
    }

    // --- the fence

    @Test
    void a_delete_elsewhere_during_the_load_keeps_the_value_out() {
        store.beforeNextCommit(() -> elsewhere.delete("k"));
        assertThat(cache.getOrSet("k", this::load)).isEqualTo("loaded 1");
        assertThat(cache.get("k")).isNull();
        assertThat(rejected).containsExactly("k");
    }

    @Test
    void a_commit_whose_reply_is_lost_is_recognised_as_done() {
        store.loseReplyOfNextCommit(() -> {});
        assertThat(cache.getOrSet("k", this::load)).isEqualTo("loaded 1");
        assertThat(elsewhere.getOrSet("k", this::load)).isEqualTo("loaded 1");
        store.loseReplyOfNextCommit(() -> {});
        assertThat(cache.getOrSetMany(List.of("a", "b"), keys -> Map.of("a", "1", "b", "2")))
                .hasSize(2);
        assertThat(elsewhere.getMany(List.of("a", "b"))).hasSize(2);
        assertThat(rejected).isEmpty();
    }

    @Test
    void a_commit_whose_reply_is_lost_does_not_bring_back_what_was_deleted_since() {
        store.loseReplyOfNextCommit(() -> elsewhere.delete("k"));
        assertThat(cache.getOrSet("k", this::load)).isEqualTo("loaded 1");
        assertThat(cache.get("k")).isNull();
        store.loseReplyOfNextCommit(() -> elsewhere.set("j", "newer"));
        assertThat(cache.getOrSet("j", this::load)).isEqualTo("loaded 2");
        assertThat(cache.get("j")).isEqualTo("newer");
        assertThat(rejected).containsExactly("k", "j");
    }

    @Test
    void a_set_elsewhere_during_the_load_stays() {
        store.beforeNextCommit(() -> elsewhere.set("k", "newer"));
        assertThat(cache.getOrSet("k", this::load)).isEqualTo("loaded 1");
        assertThat(cache.get("k")).isEqualTo("newer");
        assertThat(rejected).containsExactly("k");
    }

    @Test
    void every_mutator_elsewhere_during_the_load_keeps_the_value_out() {
        List<Runnable> mutators = List.of(
                () -> elsewhere.deleteMany(List.of("k")),
                () -> elsewhere.deleteMatching("k*"),
                () -> elsewhere.clear(),
                () -> elsewhere.clearAllVersions());
        for (Runnable mutator : mutators) {
            store.beforeNextCommit(mutator);
            cache.getOrSet("k", this::load);
            assertThat(cache.get("k")).isNull();
        }
        assertThat(rejected).hasSize(mutators.size());
    }

    @Test
    void a_value_written_elsewhere_during_the_load_stays_whatever_wrote_it() {
        List<Runnable> mutators =
                List.of(() -> elsewhere.add("k", "newer"), () -> elsewhere.setMany(Map.of("k", "newer")), () -> {
                    elsewhere.atVersion(2).set("k", "newer");
                    elsewhere.atVersion(2).moveToVersion("k", 1);
                });
        for (Runnable mutator : mutators) {
            cache.delete("k");
            store.beforeNextCommit(mutator);
            cache.getOrSet("k", this::load);
            assertThat(cache.get("k")).isEqualTo("newer");
        }
    }

    @Test
    void a_value_that_came_and_went_during_the_load_keeps_it_out() {
        store.beforeNextCommit(() -> {
            elsewhere.set("k", "short", Ttl.ofMillis(1));
            clock.advance(Duration.ofSeconds(1));
        });
        cache.getOrSet("k", this::load);
        assertThat(cache.get("k")).isNull();
    }

    @Test
    void a_touch_during_a_reload_does_not_keep_the_value_out() {
        cache.getOrSet("k", this::load, STALE_ABLE);
        clock.advance(Duration.ofMinutes(2));
        store.beforeNextCommit(() -> elsewhere.touch("k"));
        assertThat(cache.getOrSet("k", this::load, STALE_ABLE)).isEqualTo("loaded 2");
        assertThat(cache.get("k")).isEqualTo("loaded 2");
    }

    @Test
    void a_value_changed_during_a_reload_by_one_who_revokes_nothing_stays() {
        cache.getOrSet("k", () -> "first", STALE_ABLE);
        clock.advance(Duration.ofMinutes(2));
        store.beforeNextCommit(elsewhere::rewriteAll);
        assertThat(cache.getOrSet("k", this::load, STALE_ABLE)).isEqualTo("loaded 1");
        assertThat(cache.get("k")).isEqualTo("first");
        assertThat(rejected).containsExactly("k");
    }

    @Test
    void an_owner_whose_lease_ran_out_does_not_overwrite_the_next_one() {
        LoadOptions options = LoadOptions.freshFor(Ttl.ofMinutes(1)).lockFor(Duration.ofSeconds(1));
        store.beforeNextCommit(() -> {
            clock.advance(Duration.ofSeconds(2));
            elsewhere.getOrSet("k", () -> "newer", options);
        });
        assertThat(cache.getOrSet("k", this::load, options)).isEqualTo("loaded 1");
        assertThat(cache.get("k")).isEqualTo("newer");
    }

    @Test
    void a_value_that_appears_before_the_lease_is_taken_is_returned_without_a_load() {
        store.beforeNextAcquire(() -> elsewhere.set("k", "there"));
        assertThat(cache.getOrSet("k", this::load)).isEqualTo("there");
        assertThat(loads).hasValue(0);
    }

    @Test
    void an_unreadable_value_is_loaded_over() {
        memory.set(new Keyspace("", 1).entry("k"), new byte[] {(byte) 0xC1, 0x10, 1, 2}, 60_000);
        assertThat(cache.getOrSet("k", this::load)).isEqualTo("loaded 1");
        assertThat(cache.get("k")).isEqualTo("loaded 1");
    }

    // --- waiting

    @Test
    void those_who_wait_start_over_when_the_value_was_refused() throws Exception {
        CountDownLatch loading = new CountDownLatch(1);
        CountDownLatch deleted = new CountDownLatch(1);
        CompletableFuture<String> leader = CompletableFuture.supplyAsync(() -> cache.getOrSet("k", () -> {
            loading.countDown();
            deleted.await();
            return "old";
        }));
        loading.await();
        CountDownLatch joined = new CountDownLatch(1);
        CompletableFuture<String> waiter = CompletableFuture.supplyAsync(() -> {
            joined.countDown();
            return cache.getOrSet("k", () -> "new");
        });
        joined.await();
        untilSomeoneWaits();
        elsewhere.delete("k");
        deleted.countDown();
        assertThat(leader.get()).isEqualTo("old");
        assertThat(waiter.get()).isEqualTo("new");
        assertThat(cache.get("k")).isEqualTo("new");
    }

    /** Else a key that is deleted all the time would keep them waiting as long as they may. */
    @Test
    void those_who_wait_start_over_once_and_then_load_for_themselves() throws Exception {
        CountDownLatch deletedOnce = new CountDownLatch(1);
        CountDownLatch deletedTwice = new CountDownLatch(1);
        CompletableFuture<String> first = led("first", deletedOnce);
        CompletableFuture<String> waiter =
                CompletableFuture.supplyAsync(() -> cache.getOrSet("k", () -> "loaded by who waited"));
        untilSomeoneWaits();
        CompletableFuture<String> second = new CompletableFuture<>();
        store.beforeNextCommit(() -> {
            elsewhere.delete("k");
            second.completeAsync(led("second", deletedTwice)::join);
        });
        CountDownLatch lookedAgain = new CountDownLatch(1);
        store.afterNextRead(lookedAgain::countDown);
        deletedOnce.countDown();
        assertThat(first.get()).isEqualTo("first");
        lookedAgain.await();
        untilSomeoneWaits();
        elsewhere.delete("k");
        deletedTwice.countDown();
        assertThat(second.get()).isEqualTo("second");
        assertThat(waiter.get()).isEqualTo("loaded by who waited");
        assertThat(cache.get("k")).as("what is loaded without a lease").isNull();
    }

    /** A load under way, which ends when it may. */
    private CompletableFuture<String> led(String value, CountDownLatch mayEnd) {
        CountDownLatch loading = new CountDownLatch(1);
        CompletableFuture<String> load = CompletableFuture.supplyAsync(() -> cache.getOrSet("k", () -> {
            loading.countDown();
            mayEnd.await();
            return value;
        }));
        assertThatCode(loading::await).doesNotThrowAnyException();
        return load;
    }

    static void untilSomeoneWaits() {
        // a waiter parks in a future; there is no event for it but its thread's state
        while (Thread.getAllStackTraces().entrySet().stream()
                .noneMatch(each -> each.getKey().getState() == Thread.State.TIMED_WAITING
                        && List.of(each.getValue()).stream()
                                .anyMatch(frame -> frame.getClassName().endsWith("cache.Flight")))) {
            assertThat(Thread.currentThread().isInterrupted()).as("out of time").isFalse();
            Thread.onSpinWait();
        }
    }

    @Test
    void a_caller_after_a_delete_does_not_join_the_load_from_before() throws Exception {
        // whoever waited for the old load would load for himself at last, and store nothing
        LoadOptions options = LoadOptions.freshFor(Ttl.ofMinutes(1))
                .lockFor(Duration.ofMinutes(5))
                .waitFor(Duration.ofSeconds(10));
        CountDownLatch loading = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        CompletableFuture<String> early = CompletableFuture.supplyAsync(() -> cache.getOrSet(
                "k",
                () -> {
                    loading.countDown();
                    release.await();
                    return "old";
                },
                options));
        loading.await();
        cache.delete("k");
        assertThat(cache.getOrSet("k", () -> "new", options)).isEqualTo("new");
        release.countDown();
        assertThat(early.get()).isEqualTo("old");
        assertThat(cache.get("k")).isEqualTo("new");
    }

    @Test
    void a_load_from_before_a_delete_is_not_stored_under_the_lease_of_the_next_load_of_its_process() throws Exception {
        CountDownLatch loading = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        CompletableFuture<String> early = CompletableFuture.supplyAsync(() -> cache.getOrSet("k", () -> {
            loading.countDown();
            release.await();
            return "old";
        }));
        loading.await();
        cache.delete("k");
        assertThat(cache.getOrSet("k", () -> {
                    release.countDown();
                    assertThat(early.get()).isEqualTo("old");
                    assertThat(cache.get("k")).isNull();
                    return "new";
                }))
                .isEqualTo("new");
        assertThat(cache.get("k")).isEqualTo("new");
    }

    /** The leader has it from before the delete; who came after that must not. */
    @Test
    void what_the_leader_found_when_it_asked_for_the_lease_is_not_for_those_who_wait() throws Exception {
        CountDownLatch found = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        store.beforeNextAcquire(() -> elsewhere.set("k", "old"));
        store.afterNextAcquire(() -> {
            found.countDown();
            goOn.await();
        });
        CompletableFuture<String> leader =
                CompletableFuture.supplyAsync(() -> cache.getOrSet("k", () -> "loaded by the leader"));
        found.await();
        elsewhere.delete("k");
        CompletableFuture<String> late = CompletableFuture.supplyAsync(() -> cache.getOrSet("k", () -> "new"));
        untilSomeoneWaits();
        goOn.countDown();
        assertThat(leader.get()).isEqualTo("old");
        assertThat(late.get()).isEqualTo("new");
    }

    /** The value is stored, deleted and wanted again before its leader hears that it was stored. */
    @Test
    void a_caller_after_a_delete_does_not_join_a_load_whose_commit_is_under_way() throws Exception {
        CountDownLatch stored = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        store.afterNextCommit(() -> {
            elsewhere.delete("k");
            stored.countDown();
            goOn.await();
        });
        CompletableFuture<String> leader = CompletableFuture.supplyAsync(() -> cache.getOrSet("k", () -> "old"));
        stored.await();
        CompletableFuture<String> late = CompletableFuture.supplyAsync(() -> cache.getOrSet("k", () -> "new"));
        try {
            assertThat(late.get(10, TimeUnit.SECONDS)).isEqualTo("new");
        } finally {
            goOn.countDown();
        }
        assertThat(leader.get()).isEqualTo("old");
        assertThat(cache.get("k")).isEqualTo("new");
    }

    @Test
    void a_caller_waits_for_the_load_of_another_process() throws Exception {
        CountDownLatch loading = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        CompletableFuture<String> owner = CompletableFuture.supplyAsync(() -> elsewhere.getOrSet("k", () -> {
            loading.countDown();
            release.await();
            return "theirs";
        }));
        loading.await();
        CompletableFuture<String> waiter = CompletableFuture.supplyAsync(() -> cache.getOrSet("k", this::load));
        release.countDown();
        assertThat(waiter.get()).isEqualTo("theirs");
        assertThat(owner.get()).isEqualTo("theirs");
        assertThat(loads).hasValue(0);
    }

    @Test
    void a_caller_whose_wait_runs_out_loads_for_itself_without_writing() throws Exception {
        CountDownLatch loading = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        CompletableFuture<String> owner = CompletableFuture.supplyAsync(() -> elsewhere.getOrSet("k", () -> {
            loading.countDown();
            release.await();
            return "theirs";
        }));
        loading.await();
        LoadOptions hasty = LoadOptions.freshFor(Ttl.ofMinutes(1)).waitFor(Duration.ofMillis(20));
        assertThat(cache.getOrSet("k", this::load, hasty)).isEqualTo("loaded 1");
        assertThat(cache.get("k")).isNull();
        release.countDown();
        owner.get();
        assertThat(cache.get("k")).isEqualTo("theirs");
    }

    @Test
    void a_lease_whose_owner_died_ends_by_itself() {
        memory.claim(
                new byte[0],
                new Keyspace("", 1).entry("k").lease(),
                new byte[] {1},
                Duration.ofSeconds(10).toMillis());
        CompletableFuture<String> waiter = CompletableFuture.supplyAsync(() -> cache.getOrSet("k", this::load));
        clock.advance(Duration.ofSeconds(11));
        assertThat(waiter.join()).isEqualTo("loaded 1");
    }

    @Test
    void an_interrupt_leaves_the_wait_and_keeps_the_flag() throws Exception {
        memory.claim(new byte[0], new Keyspace("", 1).entry("k").lease(), new byte[] {1}, 100_000);
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> cache.getOrSet("k", this::load))
                .isInstanceOf(LoadException.class)
                .hasMessageContaining("interrupted");
        assertThat(Thread.interrupted()).isTrue();
        assertThat(loads).hasValue(0);
    }

    @Test
    void an_interrupt_amid_the_wait_ends_it_and_leaves_the_load_alone() throws Exception {
        CountDownLatch loading = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        CompletableFuture<String> owner = CompletableFuture.supplyAsync(() -> cache.getOrSet("k", () -> {
            loading.countDown();
            release.await();
            return "theirs";
        }));
        loading.await();
        for (Cache<String> each : List.of(cache, elsewhere)) {
            CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
            Thread waiter = new Thread(() -> {
                try {
                    each.getOrSet("k", this::load);
                } catch (LoadException left) {
                    interrupted.complete(String.valueOf(left.getMessage()).contains("interrupted")
                            && Thread.currentThread().isInterrupted());
                }
            });
            waiter.start();
            while (waiter.getState() != Thread.State.TIMED_WAITING) {
                assertThat(Thread.currentThread().isInterrupted())
                        .as("out of time")
                        .isFalse();
                Thread.onSpinWait();
            }
            waiter.interrupt();
            assertThat(interrupted.get()).isTrue();
        }
        release.countDown();
        assertThat(owner.get()).isEqualTo("theirs");
        assertThat(loads).hasValue(0);
    }

    @Test
    void those_who_wait_get_an_exception_of_their_own_with_the_same_cause() throws Exception {
        CountDownLatch loading = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        IOException broken = new IOException("broken");
        CompletableFuture<String> leader = CompletableFuture.supplyAsync(() -> cache.getOrSet("k", () -> {
            loading.countDown();
            release.await();
            throw broken;
        }));
        loading.await();
        CompletableFuture<String> waiter = CompletableFuture.supplyAsync(() -> cache.getOrSet("k", this::load));
        untilSomeoneWaits();
        release.countDown();
        List<Throwable> thrown = new ArrayList<>();
        leader.handle((value, failure) -> thrown.add(failure.getCause())).join();
        waiter.handle((value, failure) -> thrown.add(failure.getCause())).join();
        assertThat(thrown)
                .allSatisfy(each ->
                        assertThat(each).isInstanceOf(LoadException.class).hasCause(broken));
        assertThat(thrown.get(0)).isNotSameAs(thrown.get(1));
        assertThat(loads).hasValue(0);
    }

    // --- stale values

    @Test
    void a_stale_value_is_served_while_another_process_reloads() throws Exception {
        cache.set("other", "x");
        cache.getOrSet("k", () -> "first", STALE_ABLE);
        clock.advance(Duration.ofMinutes(2));
        CountDownLatch loading = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        CompletableFuture<String> owner = CompletableFuture.supplyAsync(() -> elsewhere.getOrSet(
                "k",
                () -> {
                    loading.countDown();
                    release.await();
                    return "second";
                },
                STALE_ABLE));
        loading.await();
        assertThat(cache.getOrSet("k", this::load, STALE_ABLE)).isEqualTo("first");
        assertThat(loads).hasValue(0);
        release.countDown();
        assertThat(owner.get()).isEqualTo("second");
        assertThat(cache.getOrSet("k", this::load, STALE_ABLE)).isEqualTo("second");
        assertThat(cache.statistics().staleHits()).isEqualTo(1);
    }

    @Test
    void a_refresh_in_the_background_gives_the_stale_value_to_all() {
        List<Runnable> handedOver = new ArrayList<>();
        LoadOptions options = STALE_ABLE.refreshInBackground(handedOver::add);
        cache.getOrSet("k", () -> "first", options);
        clock.advance(Duration.ofMinutes(2));
        assertThat(cache.getOrSet("k", () -> "second", options)).isEqualTo("first");
        assertThat(cache.getOrSet("k", () -> "third", options)).isEqualTo("first");
        assertThat(handedOver).hasSize(1);
        handedOver.get(0).run();
        assertThat(cache.getOrSet("k", () -> "fourth", options)).isEqualTo("second");
    }

    @Test
    void a_refresh_that_the_executor_rejects_leaves_no_lease_behind() {
        LoadOptions options = STALE_ABLE.refreshInBackground(task -> {
            throw new RejectedExecutionException("full");
        });
        cache.getOrSet("k", () -> "first", options);
        clock.advance(Duration.ofMinutes(2));
        assertThat(cache.getOrSet("k", this::load, options)).isEqualTo("first");
        assertThat(elsewhere.getOrSet("k", () -> "second", STALE_ABLE)).isEqualTo("second");
    }

    @Test
    void a_failing_refresh_in_the_background_leaves_the_stale_value() {
        LoadOptions options = STALE_ABLE.refreshInBackground(Runnable::run);
        cache.getOrSet("k", () -> "first", options);
        clock.advance(Duration.ofMinutes(2));
        assertThat(cache.getOrSet(
                        "k",
                        () -> {
                            throw new IllegalStateException("broken");
                        },
                        options))
                .isEqualTo("first");
        assertThat(cache.statistics().loadFailures()).isEqualTo(1);
    }

    @Test
    void a_value_is_loaded_early_when_its_end_is_near_and_never_with_beta_zero() {
        LoadOptions eager = LoadOptions.freshFor(Ttl.ofSeconds(1)).refreshEarly(1e9);
        cache.getOrSet("k", () -> slow("first"), eager);
        assertThat(cache.getOrSet("k", () -> slow("second"), LoadOptions.freshFor(Ttl.ofSeconds(1))))
                .isEqualTo("first");
        assertThat(cache.getOrSet("k", () -> slow("third"), eager)).isEqualTo("third");
    }

    private static String slow(String value) throws InterruptedException {
        // the rule weighs how long a load took, so this one takes some milliseconds
        Thread.sleep(5);
        return value;
    }

    @Test
    void freshness_may_depend_on_the_value() {
        cache.getOrSet("k", () -> "short", STALE_ABLE, value -> Ttl.ofSeconds(1));
        assertThat(cache.ttl("k")).isEqualTo(Ttl.ofSeconds(9 * 60 + 1));
        clock.advance(Duration.ofSeconds(2));
        assertThat(cache.getOrSet("k", this::load, STALE_ABLE)).isEqualTo("loaded 1");
    }

    // --- faults

    @Test
    void a_loader_that_throws_what_the_cache_throws_runs_once() {
        CacheUnavailableException own = new CacheUnavailableException("of another cache");
        assertThatThrownBy(() -> cache.getOrSet("k", () -> {
                    loads.incrementAndGet();
                    throw own;
                }))
                .isSameAs(own);
        assertThatThrownBy(() -> cache.getOrSetMany(List.of("l"), keys -> {
                    loads.incrementAndGet();
                    throw own;
                }))
                .isSameAs(own);
        assertThat(loads).hasValue(2);
    }

    @Test
    void values_of_which_one_cannot_be_written_are_an_error_and_leave_no_lease_behind() {
        assertThatThrownBy(() -> cache.getOrSetMany(List.of("k", "l"), keys -> Map.of("k", "unwritable", "l", "fine")))
                .isInstanceOf(ValueFormatException.class);
        assertThat(cache.getOrSet("k", this::load)).isEqualTo("loaded 1");
        assertThat(cache.getOrSet("l", this::load)).isIn("loaded 2", "fine");
    }

    @Test
    void while_redis_is_away_the_loader_runs_and_its_value_is_returned() {
        store.goAway();
        assertThat(cache.getOrSet("k", this::load)).isEqualTo("loaded 1");
        assertThat(cache.getOrSetMany(List.of("k"), keys -> Map.of("k", "many")))
                .containsEntry("k", "many");
        store.comeBack();
        assertThat(cache.get("k")).isNull();
    }

    @Test
    void a_value_loaded_while_redis_went_away_is_returned() {
        store.beforeNextCommit(store::goAway);
        assertThat(cache.getOrSet("k", this::load)).isEqualTo("loaded 1");
    }

    @Test
    void a_nested_load_of_the_same_key_runs_directly() {
        assertThat(cache.getOrSet("k", () -> cache.getOrSet("k", () -> "inner") + " in outer"))
                .isEqualTo("inner in outer");
        assertThat(cache.get("k")).isEqualTo("inner in outer");
    }

    // --- many keys

    @Test
    void two_calls_that_want_each_others_keys_both_end() throws Exception {
        CountDownLatch bothLoading = new CountDownLatch(2);
        CompletableFuture<Map<String, String>> one = CompletableFuture.supplyAsync(
                () -> cache.getOrSetMany(List.of("a", "b"), keys -> named("one", keys, bothLoading)));
        CompletableFuture<Map<String, String>> other = CompletableFuture.supplyAsync(
                () -> elsewhere.getOrSetMany(List.of("b", "a"), keys -> named("other", keys, bothLoading)));
        assertThat(one.get()).containsOnlyKeys("a", "b").isEqualTo(other.get());
    }

    private static Map<String, String> named(String owner, Iterable<String> keys, CountDownLatch started) {
        started.countDown();
        Map<String, String> values = new java.util.HashMap<>();
        keys.forEach(key -> values.put(key, owner + " " + key));
        return values;
    }

    @Test
    void many_values_deleted_during_their_load_are_kept_out() {
        store.beforeNextCommit(() -> elsewhere.deleteMany(List.of("a", "b")));
        assertThat(cache.getOrSetMany(List.of("a", "b"), keys -> Map.of("a", "1", "b", "2")))
                .containsExactly(Map.entry("a", "1"), Map.entry("b", "2"));
        assertThat(cache.getMany(List.of("a", "b"))).isEmpty();
        assertThat(rejected).containsExactlyInAnyOrder("a", "b");
    }
}
