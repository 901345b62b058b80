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
import dev.larder.internal.store.InMemoryStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A cache that is closed keeps nobody from loading. */
@Timeout(30)
class ClosingDuringLoadTest {
    private static final LoadOptions OPTIONS =
            LoadOptions.freshFor(Ttl.ofHours(1)).keepFor(Ttl.ofHours(9));

    private final ManualClock clock = new ManualClock();
    private final ManualAlarm alarm = new ManualAlarm(clock);
    private final InMemoryStore memory = new InMemoryStore(clock);
    private final FlakyStore store = new FlakyStore(memory);
    private final List<String> rejected = new CopyOnWriteArrayList<>();
    private final CacheBuilder builder = CacheBuilder.connectTo(Topology.inMemory())
            .provider(settings -> new SharedConnections((observer, time) -> store, () -> alarm))
            .serializer(new TextSerializer())
            .listener(new CacheListener() {
                @Override
                public void onCommitRejected(String key) {
                    rejected.add(key);
                }
            });
    private final Cache<String> cache = builder.build(String.class);
    private final Cache<String> other = builder.build(String.class);

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
    void others_load_at_once_and_the_load_that_goes_on_is_not_stored() {
        assertThat(loadDuring(() -> {
                    cache.close();
                    assertThat(alarm.pending()).isZero();
                    assertThat(other.getOrSet("k", () -> "theirs", OPTIONS)).isEqualTo("theirs");
                }))
                .isEqualTo("loaded");
        assertThat(rejected).containsExactly("k");
        assertThat(other.get("k")).isEqualTo("theirs");
    }

    @Test
    void nothing_is_stored_even_if_nobody_else_loads() {
        loadDuring(cache::close);
        assertThat(other.get("k")).isNull();
    }

    @Test
    void the_load_of_another_cache_of_the_builder_goes_on() {
        loadDuring(other::close);
        assertThat(cache.get("k")).isEqualTo("loaded");
    }

    @Test
    void closing_a_view_releases_nothing() {
        loadDuring(() -> cache.atVersion(1).close());
        assertThat(cache.get("k")).isEqualTo("loaded");
    }

    @Test
    void a_load_that_outlives_the_connections_is_returned() {
        assertThat(loadDuring(() -> {
                    cache.close();
                    other.close();
                }))
                .isEqualTo("loaded");
        assertThatThrownBy(memory::ping).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void a_failure_after_the_end_of_the_connections_reaches_its_caller() {
        assertThatThrownBy(() -> loadDuring(() -> {
                    cache.close();
                    other.close();
                    throw new IllegalArgumentException("broken");
                }))
                .hasMessage("broken");
    }

    @Test
    void connections_that_end_just_before_the_value_is_stored_do_not_cost_it() {
        store.beforeNextCommit(() -> {
            cache.close();
            other.close();
        });
        assertThat(loadDuring(() -> {})).isEqualTo("loaded");
        assertThat(rejected).containsExactly("k");
    }

    @Test
    void a_failing_load_begins_no_cool_down_after_the_close() {
        assertThatThrownBy(() -> loadDuring(() -> {
                    cache.close();
                    throw new IllegalArgumentException("broken");
                }))
                .hasMessage("broken");
        assertThat(other.getOrSet("k", () -> "theirs", OPTIONS)).isEqualTo("theirs");
    }

    @Test
    void a_cache_can_be_closed_while_redis_is_away() {
        assertThat(loadDuring(() -> {
                    store.goAway();
                    cache.close();
                    store.comeBack();
                }))
                .isEqualTo("loaded");
        clock.advance(OPTIONS.lockFor());
        assertThat(other.getOrSet("k", () -> "theirs", OPTIONS)).isEqualTo("theirs");
    }

    @Test
    void a_lease_that_is_granted_just_before_the_close_is_released_too() {
        store.afterNextAcquire(cache::close);
        assertThat(loadDuring(() ->
                        assertThat(other.getOrSet("k", () -> "theirs", OPTIONS)).isEqualTo("theirs")))
                .isEqualTo("loaded");
        assertThat(alarm.pending()).isZero();
    }

    @Test
    void a_load_that_waits_for_its_executor_is_not_begun_any_more() {
        cache.getOrSet("k", () -> "stale", OPTIONS);
        clock.advance(Duration.ofHours(2));
        List<Runnable> queue = new ArrayList<>();
        List<String> begun = new ArrayList<>();
        cache.getOrSet(
                "k",
                () -> {
                    begun.add("k");
                    return "loaded";
                },
                OPTIONS.refreshInBackground(queue::add));
        cache.close();
        queue.get(0).run();
        assertThat(begun).isEmpty();
        assertThat(other.getOrSet("k", () -> "theirs", OPTIONS)).isEqualTo("theirs");
    }

    @Test
    void who_waits_for_a_load_hears_that_the_cache_is_closed() throws Exception {
        CountDownLatch loading = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        CompletableFuture<String> leader = CompletableFuture.supplyAsync(() -> cache.getOrSet("k", () -> {
            loading.countDown();
            release.await();
            return "loaded";
        }));
        loading.await();
        CompletableFuture<String> waiter = CompletableFuture.supplyAsync(() -> cache.getOrSet("k", () -> "never"));
        GetOrSetTest.untilSomeoneWaits();
        cache.close();
        release.countDown();
        assertThat(leader.get()).isEqualTo("loaded");
        assertThatThrownBy(waiter::get).hasCauseInstanceOf(IllegalStateException.class);
    }
}
