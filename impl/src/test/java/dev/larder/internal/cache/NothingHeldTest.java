package dev.larder.internal.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.Cache;
import dev.larder.CacheBuilder;
import dev.larder.LoadOptions;
import dev.larder.Pool;
import dev.larder.Ttl;
import dev.larder.testkit.RawRedis;
import dev.larder.testkit.RedisProcess;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** While a loader runs or a caller waits for it, no connection is taken and no lock is held: the pool has just one place. */
@Timeout(60)
class NothingHeldTest {
    private static final RedisProcess REDIS = RedisProcess.start();
    private static final LoadOptions OPTIONS =
            LoadOptions.freshFor(Ttl.ofMinutes(5)).lockFor(Duration.ofMinutes(5));

    private final Cache<String> cache = CacheBuilder.connectTo(REDIS.uri())
            .serializer("json")
            .pool(Pool.ofMax(1).maxWait(Duration.ofSeconds(20)))
            .build(String.class);
    private final CountDownLatch loading = new CountDownLatch(1);
    private final CountDownLatch mayEnd = new CountDownLatch(1);

    @AfterAll
    static void stop() {
        REDIS.close();
    }

    @AfterEach
    void empty() {
        cache.close();
        try (RawRedis raw = REDIS.raw()) {
            raw.command("FLUSHALL");
        }
    }

    private int active() {
        return cache.statistics().servers().get(0).activeConnections();
    }

    private String held() throws InterruptedException {
        loading.countDown();
        mayEnd.await();
        return "loaded";
    }

    @Test
    void no_connection_is_taken_while_a_loader_runs_and_others_wait_for_it() throws Exception {
        CompletableFuture<String> owner = CompletableFuture.supplyAsync(() -> cache.getOrSet("k", this::held, OPTIONS));
        loading.await();
        CompletableFuture<String> waiter =
                CompletableFuture.supplyAsync(() -> cache.getOrSet("k", () -> "of its own", OPTIONS));
        GetOrSetTest.untilSomeoneWaits();
        for (int i = 0; i < 100; i++) {
            assertThat(active()).isZero();
        }
        mayEnd.countDown();
        assertThat(owner.get()).isEqualTo("loaded");
        assertThat(waiter.get()).isEqualTo("loaded");
    }

    @Test
    void no_connection_is_taken_while_a_loader_of_many_runs() {
        assertThat(cache.getOrSetMany(
                        List.of("a", "b"),
                        keys -> {
                            assertThat(active()).isZero();
                            return Map.of("a", "1", "b", "2");
                        },
                        OPTIONS))
                .hasSize(2);
    }

    @Test
    void a_loader_may_use_the_cache() {
        assertThat(cache.getOrSet(
                        "k",
                        () -> {
                            cache.set("other", "v");
                            return cache.get("other") + cache.getOrSet("nested", () -> "n", OPTIONS);
                        },
                        OPTIONS))
                .isEqualTo("vn");
    }

    /** Each by another thread, while the loader does not end: none of them waits for it. */
    @Test
    void nobody_else_waits_for_a_lock() throws Exception {
        CompletableFuture<String> owner = CompletableFuture.supplyAsync(() -> cache.getOrSet("k", this::held, OPTIONS));
        loading.await();
        List<Runnable> work = List.of(
                () -> cache.get("k"),
                () -> cache.getOrSet("other", () -> "v", OPTIONS),
                () -> cache.touch("k"),
                () -> cache.deleteMatching("x*"),
                () -> cache.set("k", "set"),
                () -> cache.delete("k"),
                () -> cache.getOrSet("k", () -> "newer", OPTIONS),
                cache::clear);
        for (Runnable each : work) {
            CompletableFuture.runAsync(each).get(30, TimeUnit.SECONDS);
        }
        assertThat(owner.isDone()).isFalse();
        mayEnd.countDown();
        assertThat(owner.get()).isEqualTo("loaded");
    }
}
