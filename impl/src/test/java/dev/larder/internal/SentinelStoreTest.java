package dev.larder.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.larder.Cache;
import dev.larder.CacheBuilder;
import dev.larder.CacheListener;
import dev.larder.CacheUnavailableException;
import dev.larder.Resilience;
import dev.larder.Topology;
import dev.larder.Ttl;
import dev.larder.testkit.RawRedis;
import dev.larder.testkit.RedisProcess;
import dev.larder.testkit.RedisSentinels;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Real sentinels, and primaries that die, freeze and step down. */
@Timeout(120)
class SentinelStoreTest {
    private static final Duration REPLY = Duration.ofMillis(500);

    private final RedisSentinels servers = RedisSentinels.describe()
            .password("of data")
            .sentinelPassword("of sentinels")
            .start();
    private final List<String> outages = new CopyOnWriteArrayList<>();

    @AfterEach
    void stop() {
        servers.close();
    }

    private CacheBuilder builder(Topology topology) {
        return CacheBuilder.connectTo(topology)
                .credentials("default", "of data")
                .serializer("json")
                .keyPrefix("t")
                .socketTimeout(REPLY)
                .resilience(Resilience.throwOnOutage())
                .listener(new CacheListener() {
                    @Override
                    public void onOutage(String server, CacheUnavailableException cause) {
                        outages.add("began at " + server);
                    }

                    @Override
                    public void onOutageEnd(String server, Duration lasted) {
                        outages.add("ended at " + server);
                    }
                });
    }

    private Topology.Sentinel topology(String... sentinels) {
        return Topology.sentinel(servers.primaryName(), sentinels).credentials("default", "of sentinels");
    }

    private String[] addresses() {
        return servers.sentinels().stream()
                .map(each -> "127.0.0.1:" + each.port())
                .toArray(String[]::new);
    }

    private <V> Cache<V> cache(Class<V> type) {
        return builder(topology(addresses())).build(type);
    }

    private static void until(BooleanSupplier holds) {
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!holds.getAsBoolean()) {
            assertThat(System.nanoTime()).as("it did not come true").isLessThan(end);
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(10);
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    private static boolean works(Cache<String> cache) {
        try {
            cache.set("again", "works", Ttl.ofMinutes(1));
            return "works".equals(cache.get("again"));
        } catch (CacheUnavailableException notYet) {
            return false;
        }
    }

    @Test
    void a_cache_goes_on_when_the_primary_was_killed_and_another_promoted() {
        try (Cache<String> cache = cache(String.class)) {
            cache.set("k", "v");
            RedisProcess killed = servers.primary();
            killed.kill();
            assertThatThrownBy(() -> cache.set("k", "lost")).isInstanceOf(CacheUnavailableException.class);
            until(() -> works(cache));
            servers.awaitFailover(killed);
            assertThat(cache.getOrSet("loaded", () -> "by a loader")).isEqualTo("by a loader");
            assertThat(cache.get("loaded")).isEqualTo("by a loader");
            assertThat(outages)
                    .containsExactly("began at " + servers.primaryName(), "ended at " + servers.primaryName());
        }
    }

    @Test
    void nothing_is_written_to_a_primary_that_froze_and_came_back_as_a_replica() {
        try (Cache<String> cache = cache(String.class)) {
            cache.set("k", "before");
            RedisProcess frozen = servers.primary();
            frozen.freeze();
            until(() -> works(cache));
            cache.set("k", "after");
            frozen.thaw();
            servers.awaitReplica(frozen);
            assertThat(cache.get("k")).isEqualTo("after");
            cache.set("other", "v");
            assertThat(cache.get("other")).isEqualTo("v");
            try (RawRedis raw = servers.primary().raw()) {
                assertThat(raw.keys()).contains("t:1:k", "t:1:other");
            }
        }
    }

    @Test
    void a_primary_that_stepped_down_is_left_without_an_error_of_a_read() throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        AtomicLong counted = new AtomicLong();
        AtomicLong unknown = new AtomicLong();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try (Cache<Long> counter = builder(topology(addresses()))
                .resilience(Resilience.missOnOutage())
                .build(Long.class)) {
            counter.set("n", 0L, Ttl.FOREVER);
            List<Future<?>> work = IntStream.range(0, 4)
                    .<Future<?>>mapToObj(i -> threads.submit(() -> {
                        while (!over.get()) {
                            counter.get("n");
                            try {
                                counter.increment("n");
                                counted.incrementAndGet();
                            } catch (CacheUnavailableException notKnown) {
                                unknown.incrementAndGet();
                                pause();
                            }
                        }
                    }))
                    .toList();
            until(() -> counted.get() > 500);
            RedisProcess before = servers.primary();
            servers.failover();
            long then = counted.get();
            until(() -> counted.get() > then + 500);
            over.set(true);
            for (Future<?> each : work) {
                each.get();
            }
            // a switch may lose what was not replicated yet, and never counts twice
            assertThat(counter.get("n")).isNotNull().isLessThanOrEqualTo(counted.get() + unknown.get());
            assertThat(servers.primary()).isNotSameAs(before);
        } finally {
            over.set(true);
            threads.shutdownNow();
        }
    }

    @Test
    void sentinels_that_are_dead_are_passed_over_and_those_not_named_are_learnt() {
        String[] all = addresses();
        try (Cache<String> cache = builder(topology("127.0.0.1:1", all[0])).build(String.class)) {
            cache.set("k", "v");
            servers.sentinels().get(0).kill();
            RedisProcess killed = servers.primary();
            killed.kill();
            until(() -> works(cache));
        }
    }

    @Test
    void a_primary_that_is_well_needs_no_sentinel() {
        try (Cache<String> cache = cache(String.class)) {
            cache.set("k", "v");
            servers.sentinels().forEach(RedisProcess::kill);
            for (int i = 0; i < 50; i++) {
                cache.set("k", "v" + i);
                assertThat(cache.get("k")).isEqualTo("v" + i);
                pause();
            }
        }
    }

    @Test
    void replicas_answer_reads_if_asked_for_and_are_found_anew_after_a_failover() {
        try (Cache<String> cache =
                builder(topology(addresses()).readingFromReplicas()).build(String.class)) {
            cache.set("k", "v");
            until(() ->
                    "v".equals(cache.get("k")) && servers.replicas().stream().anyMatch(SentinelStoreTest::wasRead));
            // a replica that is promoted before it has heard of a write knows nothing of it
            until(() -> servers.replicas().stream().allMatch(SentinelStoreTest::hasHeard));
            servers.failover();
            until(() -> works(cache));
            assertThat(cache.get("k")).isEqualTo("v");
        }
    }

    private static boolean hasHeard(RedisProcess server) {
        try (RawRedis raw = server.raw()) {
            return raw.keys().stream().anyMatch(key -> key.endsWith(":1:k"));
        }
    }

    private static boolean wasRead(RedisProcess server) {
        try (RawRedis raw = server.raw()) {
            return String.valueOf(raw.text("INFO", "commandstats")).contains("cmdstat_get:");
        }
    }

    // --- what ping says

    @Test
    void a_name_that_nobody_knows_is_told_with_those_that_are_known() {
        try (Cache<String> cache = builder(
                        Topology.sentinel("other", addresses()).credentials("default", "of sentinels"))
                .build(String.class)) {
            assertThatThrownBy(cache::ping)
                    .isInstanceOf(CacheUnavailableException.class)
                    .hasMessageContaining("do not know 'other'; they know '" + servers.primaryName() + "'");
        }
    }

    @Test
    void sentinels_that_are_all_dead_are_named() {
        try (Cache<String> cache =
                builder(topology("127.0.0.1:1", "127.0.0.1:2")).build(String.class)) {
            assertThatThrownBy(cache::ping)
                    .isInstanceOf(CacheUnavailableException.class)
                    .hasMessageContaining("no sentinel names the primary '" + servers.primaryName() + "'")
                    .hasMessageContaining("127.0.0.1:1")
                    .hasMessageContaining("127.0.0.1:2")
                    .message()
                    .doesNotContain("of sentinels");
        }
    }

    @Test
    void the_password_of_the_servers_is_not_that_of_the_sentinels() {
        try (Cache<String> cache = builder(
                        Topology.sentinel(servers.primaryName(), addresses()).credentials("default", "of data"))
                .build(String.class)) {
            assertThatThrownBy(cache::ping)
                    .isInstanceOf(CacheUnavailableException.class)
                    .hasMessageContaining("check user and password")
                    .message()
                    .doesNotContain("of data");
        }
    }
}
