package dev.larder.internal.cache;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.larder.Cache;
import dev.larder.CacheBuilder;
import dev.larder.CacheListener;
import dev.larder.LoadException;
import dev.larder.LoadOptions;
import dev.larder.Topology;
import dev.larder.Ttl;
import dev.larder.internal.SharedConnections;
import dev.larder.internal.TextSerializer;
import dev.larder.internal.jedis.TestSettings;
import dev.larder.internal.store.EntryKey;
import dev.larder.internal.store.Seen;
import dev.larder.internal.store.ShardedStore;
import dev.larder.internal.store.Store;
import dev.larder.testkit.RawRedis;
import dev.larder.testkit.RedisProcess;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Loads in real time, on real servers to which things happen. */
@Timeout(60)
class LoadOnServerTest {
    private static final RedisProcess REDIS = RedisProcess.start();
    private static final RedisProcess OTHER = RedisProcess.start();
    private static final EntryKey K = new Keyspace("", 1).entry("k");
    private static final LoadOptions OPTIONS =
            LoadOptions.freshFor(Ttl.ofHours(1)).lockFor(Duration.ofSeconds(1));

    private final List<String> rejected = new CopyOnWriteArrayList<>();
    private final Cache<String> cache = on(TestSettings.store(REDIS.uri()));

    @AfterAll
    static void stop() {
        REDIS.close();
        OTHER.close();
    }

    @AfterEach
    void empty() {
        cache.close();
        command("FLUSHALL");
    }

    private Cache<String> on(Store store) {
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

    private static void command(String... words) {
        try (RawRedis raw = REDIS.raw()) {
            raw.command(words);
        }
    }

    @Test
    void a_warm_load_of_what_is_never_stale_is_one_get() {
        cache.getOrSet("k", () -> "loaded", OPTIONS);
        command("CONFIG", "RESETSTAT");
        assertThat(cache.getOrSet("k", () -> "again", OPTIONS)).isEqualTo("loaded");
        try (RawRedis raw = REDIS.raw()) {
            assertThat(raw.text("INFO", "commandstats"))
                    .contains("cmdstat_get:calls=1,")
                    .doesNotContain("pttl", "eval");
        }
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

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    @Test
    void a_load_longer_than_its_lease_is_stored() {
        assertThat(loadDuring(() -> pause(2000))).isEqualTo("loaded");
        assertThat(cache.get("k")).isEqualTo("loaded");
        assertThat(rejected).isEmpty();
    }

    @Test
    void a_server_that_is_emptied_during_the_load_keeps_the_value_out() {
        assertThat(loadDuring(() -> command("FLUSHALL"))).isEqualTo("loaded");
        assertThat(rejected).containsExactly("k");
        assertThat(cache.get("k")).isNull();
        assertThat(loadDuring(() -> {})).isEqualTo("loaded");
        assertThat(cache.get("k")).isEqualTo("loaded");
    }

    @Test
    void a_lease_that_is_evicted_during_the_load_keeps_the_value_out_and_does_not_come_back() {
        loadDuring(() -> {
            try (RawRedis raw = REDIS.raw()) {
                raw.command("UNLINK".getBytes(US_ASCII), K.lease());
                pause(500);
                assertThat(raw.number("DBSIZE")).isZero();
            }
        });
        assertThat(rejected).containsExactly("k");
        assertThat(cache.get("k")).isNull();
    }

    @Test
    void a_server_that_forgets_its_scripts_during_the_load_stores_it_all_the_same() {
        assertThat(loadDuring(() -> command("SCRIPT", "FLUSH"))).isEqualTo("loaded");
        assertThat(cache.get("k")).isEqualTo("loaded");
        cache.getOrSetMany(List.of("a", "b", "c"), keys -> {
            command("SCRIPT", "FLUSH");
            return Map.of("a", "1", "b", "2", "c", "3");
        });
        assertThat(cache.getMany(List.of("a", "b", "c"))).isEqualTo(Map.of("a", "1", "b", "2", "c", "3"));
        assertThat(rejected).isEmpty();
    }

    @Test
    void a_failure_cools_down_for_the_others() {
        byte[] token = new Token().next();
        try (Store other = TestSettings.store(REDIS.uri())) {
            other.acquire(K, token, null, Seen.ABSENT, 60_000);
            other.coolDown(K, token, 60_000);
        }
        assertThatThrownBy(() -> loadDuring(() -> {}))
                .isInstanceOf(LoadException.class)
                .hasMessageContaining("cool-down");
        cache.delete("k");
        assertThat(loadDuring(() -> {})).isEqualTo("loaded");
    }

    @Test
    void a_frozen_server_does_not_cost_the_leases_on_another() throws Exception {
        List<Store> stores = List.of(TestSettings.store(REDIS.uri()), slow(OTHER.uri()));
        CountDownLatch loading = new CountDownLatch(1);
        CountDownLatch thawed = new CountDownLatch(1);
        try (Cache<String> sharded = on(new ShardedStore(stores, key -> key[key.length - 1] == 'x' ? 1 : 0))) {
            CompletableFuture<String> onFrozen = CompletableFuture.supplyAsync(() -> sharded.getOrSet(
                    "x",
                    () -> {
                        loading.countDown();
                        thawed.await();
                        return "loaded";
                    },
                    OPTIONS));
            loading.await();
            OTHER.freeze();
            try {
                sharded.getOrSet(
                        "k",
                        () -> {
                            pause(2000);
                            return "loaded";
                        },
                        OPTIONS);
            } finally {
                OTHER.thaw();
            }
            thawed.countDown();
            assertThat(sharded.get("k")).isEqualTo("loaded");
            assertThat(onFrozen.get()).isEqualTo("loaded");
            assertThat(rejected).doesNotContain("k");
        }
    }

    private static Store slow(String uri) {
        return TestSettings.store(uri, builder -> builder.socketTimeout(Duration.ofSeconds(5)));
    }
}
