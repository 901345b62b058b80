package dev.larder.micrometer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.larder.Cache;
import dev.larder.CacheBuilder;
import dev.larder.LoadOptions;
import dev.larder.Pool;
import dev.larder.Topology;
import dev.larder.Ttl;
import dev.larder.testkit.RawRedis;
import dev.larder.testkit.RedisCluster;
import dev.larder.testkit.RedisProcess;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LarderCacheMetricsTest {
    private final RedisProcess server = RedisProcess.start();
    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final Cache<String> cache = LarderCacheMetrics.monitor(
            registry, builder(Topology.single(server.uri())).build(String.class), "users", "app", "shop");

    private static CacheBuilder builder(Topology topology) {
        return CacheBuilder.connectTo(topology)
                .keyPrefix("t" + UUID.randomUUID())
                .serializer("json")
                .socketTimeout(Duration.ofSeconds(20))
                .pool(Pool.ofMax(1).maxWait(Duration.ofMillis(50)));
    }

    @AfterEach
    void stop() {
        cache.close();
        server.close();
    }

    private double count(String name, String... tags) {
        return registry.get(name)
                .tags("cache", "users", "app", "shop")
                .tags(tags)
                .functionCounter()
                .count();
    }

    private double gauge(String name, String... tags) {
        return registry.get(name)
                .tags("cache", "users", "app", "shop")
                .tags(tags)
                .gauge()
                .value();
    }

    private String name() {
        return cache.statistics().servers().get(0).server();
    }

    @Test
    void reads_and_writes_have_the_meters_of_every_cache() {
        cache.set("a", "1");
        cache.setMany(Map.of("b", "2", "c", "3"));
        cache.getMany(List.of("a", "b", "no"));
        cache.delete("c");
        assertThat(count("cache.gets", "result", "hit")).isEqualTo(2);
        assertThat(count("cache.gets", "result", "miss")).isEqualTo(1);
        assertThat(count("cache.puts")).isEqualTo(3);
        assertThat(count("cache.removals")).isEqualTo(1);
        assertThat(registry.find("cache.size").meter()).as("nobody knows").isNull();
        assertThat(registry.find("cache.evictions").meter()).as("nobody knows").isNull();
    }

    @Test
    void values_have_their_bytes() {
        cache.set("a", "value");
        cache.get("a");
        cache.get("a");
        int bytes = cache.explain("a").storedBytes();
        assertThat(count("cache.value.bytes", "direction", "written")).isEqualTo(bytes);
        assertThat(count("cache.value.bytes", "direction", "read")).isEqualTo(2 * bytes);
    }

    @Test
    void loads_are_counted_and_timed() {
        long start = System.nanoTime();
        cache.getOrSet("a", () -> {
            Thread.sleep(20);
            return "1";
        });
        cache.getOrSetMany(List.of("b", "c"), keys -> Map.of("b", "2", "c", "3"));
        double most = System.nanoTime() - start;
        assertThatThrownBy(() -> cache.getOrSet("bad", () -> {
                    throw new IllegalStateException("broken");
                }))
                .hasMessage("broken");
        assertThat(count("cache.loads", "result", "success")).isEqualTo(3);
        assertThat(count("cache.loads", "result", "failure")).isEqualTo(1);
        assertThat(registry.get("cache.load.duration")
                        .tags("cache", "users")
                        .functionTimer()
                        .count())
                .isEqualTo(3);
        assertThat(registry.get("cache.load.duration").functionTimer().totalTime(TimeUnit.NANOSECONDS))
                .isBetween(20e6, most);
        assertThat(List.of("0.5", "0.95", "0.99", "1"))
                .map(phi -> registry.get("cache.load.duration.percentile")
                        .tags("cache", "users", "phi", phi)
                        .timeGauge()
                        .value(TimeUnit.NANOSECONDS))
                .isSorted()
                .satisfies(times -> assertThat(times.get(3)).isBetween(20e6, most));
    }

    @Test
    void what_went_wrong_is_counted() {
        LoadOptions soon = LoadOptions.freshFor(Ttl.ofMillis(1)).keepFor(Ttl.ofHours(1));
        cache.getOrSet("stale", () -> "old", soon);
        while (cache.statistics().staleHits() == 0) {
            cache.getOrSet("stale", () -> "new", soon.refreshInBackground(never -> {}));
        }
        assertThat(count("cache.stale.hits")).isEqualTo(1);
        cache.getOrSet("lost", () -> {
            cache.delete("lost");
            return "v";
        });
        assertThat(count("cache.commits.rejected")).isEqualTo(1);
        try (RawRedis raw = server.raw()) {
            raw.command("SET", cache.explain("garbled").physicalKey(), "{");
        }
        assertThat(cache.get("garbled")).isNull();
        assertThat(count("cache.unreadable")).isEqualTo(1);
        assertThat(gauge("cache.journal.length")).isZero();
    }

    @Test
    void a_server_has_its_connections_and_outages() {
        assertThat(gauge("cache.connections.idle", "server", name())).isZero();
        cache.set("a", "1");
        assertThat(gauge("cache.connections.idle", "server", name())).isEqualTo(1);
        assertThat(gauge("cache.connections.active", "server", name())).isZero();
        assertThat(gauge("cache.connections.waiting", "server", name())).isZero();
        assertThat(count("cache.outages", "server", name())).isZero();
        assertThat(gauge("cache.server.away", "server", name())).isZero();
        server.kill();
        cache.get("a");
        assertThat(count("cache.outages", "server", name())).isEqualTo(1);
        assertThat(gauge("cache.server.away", "server", name())).isEqualTo(1);
        assertThat(count("cache.dropped")).isEqualTo(1);
        server.restart();
        while (gauge("cache.server.away", "server", name()) > 0) {
            cache.get("a");
        }
        assertThat(count("cache.outages", "server", name())).isEqualTo(1);
    }

    @Test
    void callers_that_wait_in_vain_are_counted() {
        cache.set("a", "1");
        server.freeze();
        CompletableFuture<@Nullable String> holds = CompletableFuture.supplyAsync(() -> cache.get("a"));
        while (gauge("cache.connections.active", "server", name()) == 0) {
            Thread.onSpinWait();
        }
        assertThat(cache.get("a")).isNull();
        server.thaw();
        assertThat(holds.join()).isEqualTo("1");
        assertThat(count("cache.connections.timeouts", "server", name())).isEqualTo(1);
        assertThat(count("cache.outages", "server", name())).as("no outage").isZero();
    }

    @Test
    void a_closed_cache_keeps_its_counts_and_has_no_servers() {
        cache.set("a", "1");
        server.kill();
        cache.get("a");
        String name = name();
        assertThat(gauge("cache.server.away", "server", name)).isEqualTo(1);
        cache.close();
        assertThat(count("cache.puts")).isEqualTo(1);
        assertThat(count("cache.outages", "server", name)).isEqualTo(1);
        assertThat(gauge("cache.server.away", "server", name)).isZero();
        assertThat(gauge("cache.connections.idle", "server", name)).isZero();
    }

    @Test
    void a_node_of_a_cluster_has_its_meters_once_it_is_known() {
        try (RedisCluster servers = RedisCluster.start();
                Cache<String> spread = LarderCacheMetrics.monitor(
                        registry,
                        builder(Topology.cluster(servers.uris().toArray(String[]::new)))
                                .build(String.class),
                        "spread")) {
            assertThat(registry.find("cache.outages").tags("cache", "spread").meters())
                    .isEmpty();
            spread.setMany(IntStream.range(0, 50).boxed().collect(Collectors.toMap(i -> "k" + i, i -> "v")));
            assertThat(registry.get("cache.puts")
                            .tags("cache", "spread")
                            .functionCounter()
                            .count())
                    .isEqualTo(50);
            assertThat(registry.find("cache.outages").tags("cache", "spread").meters())
                    .hasSizeGreaterThanOrEqualTo(3);
        }
    }

    @Test
    void two_registries_may_have_the_same_meters() {
        MeterRegistry other = new SimpleMeterRegistry();
        LarderCacheMetrics metrics = new LarderCacheMetrics(cache, "both", Tags.empty());
        metrics.bindTo(registry);
        metrics.bindTo(other);
        cache.set("a", "1");
        for (MeterRegistry each : List.of(registry, other)) {
            assertThat(each.get("cache.puts")
                            .tags("cache", "both")
                            .functionCounter()
                            .count())
                    .isEqualTo(1);
            assertThat(each.get("cache.connections.idle")
                            .tags("cache", "both")
                            .gauge()
                            .value())
                    .isEqualTo(1);
        }
    }
}
