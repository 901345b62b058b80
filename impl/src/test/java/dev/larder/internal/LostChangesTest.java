package dev.larder.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.Cache;
import dev.larder.CacheBuilder;
import dev.larder.LoadOptions;
import dev.larder.Resilience;
import dev.larder.Topology;
import dev.larder.Ttl;
import dev.larder.testkit.RawRedis;
import dev.larder.testkit.RedisProcess;
import dev.larder.testkit.TcpProxy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What was changed while Redis did not answer is never found again by the process that changed it, and soon by nobody. */
@Timeout(60)
class LostChangesTest {
    private final RedisProcess server = RedisProcess.start();
    private final TcpProxy way = TcpProxy.to(server.port());
    private final Cache<String> cache = cacheOn("127.0.0.1:" + way.port());
    private final Cache<String> elsewhere = cacheOn(server.uri());

    private static Cache<String> cacheOn(String uri) {
        return CacheBuilder.connectTo(Topology.single(uri))
                .serializer("json")
                .connectTimeout(Duration.ofMillis(300))
                .socketTimeout(Duration.ofMillis(300))
                .resilience(Resilience.missOnOutage().openFor(Duration.ofMillis(100)))
                .build(String.class);
    }

    @AfterEach
    void stop() {
        cache.close();
        elsewhere.close();
        way.close();
        server.close();
    }

    /** A way to change an entry. */
    record Change(String name, Consumer<Cache<String>> change) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Change> changes() {
        return List.of(
                new Change("delete", cache -> cache.delete("k")),
                new Change("deleteMany", cache -> cache.deleteMany(List.of("k", "k2"))),
                new Change("set", cache -> cache.set("k", "new")),
                new Change("setMany", cache -> cache.setMany(Map.of("k", "new", "k2", "new"))));
    }

    @ParameterizedTest
    @MethodSource("changes")
    void what_is_changed_while_the_way_is_cut_is_gone_when_it_is_back(Change change) {
        cache.set("k", "old");
        way.reset();
        change.change.accept(cache);
        assertThat(cache.get("k")).isNull();
        assertThat(elsewhere.get("k")).isEqualTo("old");
        way.pass();
        awaitGone();
        assertThat(cache.get("k")).isNull();
        assertThat(cache.statistics().dropped()).isPositive();
    }

    private void awaitGone() {
        while (elsewhere.get("k") != null) {
            assertThat(cache.get("k")).isNull();
            Thread.onSpinWait();
        }
    }

    @ParameterizedTest
    @MethodSource("changes")
    void what_a_frozen_server_carries_out_late_does_not_stay(Change change) {
        cache.set("k", "old");
        elsewhere.set("k3", "v");
        server.freeze();
        change.change.accept(cache);
        assertThat(cache.get("k")).isNull();
        server.thaw();
        awaitGone();
        for (int i = 0; i < 50; i++) {
            assertThat(cache.get("k")).isNull();
        }
        assertThat(elsewhere.get("k3")).isEqualTo("v");
    }

    @Test
    void a_load_that_began_before_a_lost_delete_does_not_stay() {
        LoadOptions options = LoadOptions.freshFor(Ttl.ofMinutes(5));
        String loaded = elsewhere.getOrSet(
                "k",
                () -> {
                    way.reset();
                    cache.delete("k");
                    way.pass();
                    awaitOwed();
                    return "old";
                },
                options);
        assertThat(loaded).isEqualTo("old");
        assertThat(elsewhere.get("k")).isNull();
        assertThat(cache.getOrSet("k", () -> "new", options)).isEqualTo("new");
    }

    /** Until everything is made up for, the key cannot be counted on by this process. */
    private void awaitOwed() {
        cache.set("probe", "v");
        try (RawRedis raw = server.raw()) {
            while (raw.keys().stream().anyMatch(key -> key.contains("L"))) {
                Thread.onSpinWait();
            }
        }
    }

    @Test
    void removals_go_over_a_connection_opened_for_them() {
        cache.set("k", "old");
        IntStream.range(0, 200).parallel().forEach(i -> cache.get("k"));
        try (RawRedis raw = server.raw()) {
            assertThat(Objects.requireNonNull(raw.text("CLIENT", "LIST"))
                            .lines()
                            .count())
                    .as("several are idle")
                    .isGreaterThan(2);
            elsewhere.get("connected, so that it does not count below");
            long before = connections(raw);
            way.stall();
            cache.delete("k");
            way.pass();
            awaitGone();
            // what was held back may have removed it; the journal comes after that
            while (cache.statistics().journalLength() > 0) {
                Thread.onSpinWait();
            }
            assertThat(connections(raw)).isGreaterThan(before);
        }
    }

    private static long connections(RawRedis raw) {
        String stats = Objects.requireNonNull(raw.text("INFO", "stats"));
        return stats.lines()
                .filter(line -> line.startsWith("total_connections_received:"))
                .mapToLong(line ->
                        Long.parseLong(line.substring(line.indexOf(':') + 1).strip()))
                .sum();
    }
}
