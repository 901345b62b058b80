package dev.larder.internal.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.larder.Cache;
import dev.larder.CacheBuilder;
import dev.larder.LoadException;
import dev.larder.LoadOptions;
import dev.larder.Loader;
import dev.larder.Resilience;
import dev.larder.Topology;
import dev.larder.Ttl;
import dev.larder.internal.FlakyStore;
import dev.larder.internal.SharedConnections;
import dev.larder.internal.TextSerializer;
import dev.larder.internal.store.InMemoryStore;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** While Redis is away, the database is not left to all callers at once. */
@Timeout(30)
class LoadsWhileAwayTest {
    private static final LoadOptions IMPATIENT =
            LoadOptions.freshFor(Ttl.ofMinutes(1)).waitFor(Duration.ofMillis(100));

    private final FlakyStore store = new FlakyStore(new InMemoryStore(InstantSource.system()));
    private final Cache<String> cache = CacheBuilder.connectTo(Topology.inMemory())
            .provider(settings -> new SharedConnections((observer, time) -> store))
            .serializer(new TextSerializer())
            .resilience(Resilience.missOnOutage().loadsWhileAway(2))
            .build(String.class);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Future<?>> background = new ArrayList<>();
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();
    private final CountDownLatch end = new CountDownLatch(1);

    @BeforeEach
    void goAway() {
        store.goAway();
    }

    @AfterEach
    void stop() throws Exception {
        for (Future<?> each : background) {
            each.get();
        }
        threads.shutdownNow();
    }

    private String load(String value) throws InterruptedException {
        most.accumulateAndGet(running.incrementAndGet(), Math::max);
        try {
            end.await();
            return value;
        } finally {
            running.decrementAndGet();
        }
    }

    private void fill() {
        background.add(threads.submit(() -> cache.getOrSet("a", () -> load("a"))));
        background.add(threads.submit(() -> cache.getOrSetMany(List.of("b", "c"), keys -> Map.of("b", load("b")))));
        while (running.get() < 2) {
            Thread.onSpinWait();
        }
    }

    @Test
    void only_so_many_loads_run_at_once_and_the_others_follow() throws Exception {
        List<Future<String>> loads = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            String key = "k" + i;
            loads.add(threads.submit(() -> cache.getOrSet(key, () -> load(key))));
        }
        while (running.get() < 2) {
            Thread.onSpinWait();
        }
        end.countDown();
        for (int i = 0; i < 20; i++) {
            assertThat(loads.get(i).get()).isEqualTo("k" + i);
        }
        assertThat(most).hasValueLessThanOrEqualTo(2);
    }

    /** Other processes may reach the server that this one does not, and change what it is loading. */
    @Test
    void who_comes_while_one_loads_gets_what_is_loaded_after_it_came() throws Exception {
        AtomicInteger database = new AtomicInteger(1);
        Loader<String> loader = () -> load("version " + database.get());
        Future<String> early = threads.submit(() -> cache.getOrSet("k", () -> {
            int read = database.get();
            load("first");
            return "version " + read;
        }));
        while (running.get() < 1) {
            Thread.onSpinWait();
        }
        database.set(2);
        List<Future<String>> late = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            late.add(threads.submit(() -> cache.getOrSet("k", loader)));
        }
        GetOrSetTest.untilSomeoneWaits();
        end.countDown();
        assertThat(early.get()).isEqualTo("version 1");
        for (Future<String> each : late) {
            assertThat(each.get()).isEqualTo("version 2");
        }
    }

    @Test
    void who_waits_too_long_is_told_why() {
        fill();
        assertThatThrownBy(() -> cache.getOrSet("k", () -> "v", IMPATIENT))
                .isInstanceOf(LoadException.class)
                .hasMessageContaining("Redis is away, and 2 loads run without it already; 'k' was not loaded")
                .hasMessageContaining("Resilience.loadsWhileAway");
        assertThatThrownBy(() -> cache.getOrSetMany(List.of("k"), keys -> Map.of("k", "v"), IMPATIENT))
                .isInstanceOf(LoadException.class);
        end.countDown();
        assertThat(cache.getOrSet("k", () -> "v")).isEqualTo("v");
    }

    @Test
    void many_that_want_one_key_share_one_place() throws Exception {
        List<Future<String>> loads = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            loads.add(threads.submit(() -> cache.getOrSet("k", () -> load("v"))));
        }
        while (running.get() < 1) {
            Thread.onSpinWait();
        }
        assertThat(cache.getOrSet("other", () -> "v", IMPATIENT)).isEqualTo("v");
        end.countDown();
        for (Future<String> each : loads) {
            assertThat(each.get()).isEqualTo("v");
        }
    }

    @Test
    void a_loader_may_load_other_keys() {
        background.add(threads.submit(() -> cache.getOrSet("a", () -> load("a"))));
        while (running.get() < 1) {
            Thread.onSpinWait();
        }
        assertThat(cache.getOrSet("x", () -> cache.getOrSet("y", () -> cache.getOrSet("z", () -> "v"))))
                .isEqualTo("v");
        end.countDown();
    }

    @Test
    void while_redis_is_there_nobody_waits() {
        store.comeBack();
        fill();
        assertThat(cache.getOrSet("k", () -> "v", IMPATIENT)).isEqualTo("v");
        end.countDown();
    }
}
