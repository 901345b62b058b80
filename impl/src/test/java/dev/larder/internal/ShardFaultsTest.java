package dev.larder.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.larder.Cache;
import dev.larder.CacheBuilder;
import dev.larder.CacheUnavailableException;
import dev.larder.Pool;
import dev.larder.Resilience;
import dev.larder.Shard;
import dev.larder.Topology;
import dev.larder.testkit.RawRedis;
import dev.larder.testkit.RedisProcess;
import dev.larder.testkit.TcpProxy;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever befalls one shard, the others go on, and it is back by itself. */
@Timeout(60)
class ShardFaultsTest {
    private static final Duration REPLY = Duration.ofMillis(300);
    private static final Duration LONG = Duration.ofMinutes(2);
    private static final List<String> KEYS =
            IntStream.range(0, 60).mapToObj(i -> "k" + i).toList();

    private final RedisProcess struck = RedisProcess.start();
    private final RedisProcess well = RedisProcess.start();
    private final TcpProxy way = TcpProxy.to(struck.port());
    private final Cache<String> cache = CacheBuilder.connectTo(
                    Topology.sharded(Shard.of("struck", "127.0.0.1:" + way.port()), Shard.of("well", well.uri())))
            .keyPrefix("t" + UUID.randomUUID())
            .serializer("json")
            .socketTimeout(REPLY)
            .pool(Pool.DEFAULT.maxWait(Duration.ofSeconds(10)))
            .build(String.class);

    @AfterEach
    void stop() {
        cache.close();
        way.close();
        struck.close();
        well.close();
    }

    /** Something that is done to a server, or to the way to it. */
    interface Step {
        void on(RedisProcess server, TcpProxy way);
    }

    /** What befalls a server, whether it still answers reads, and how it is well again. */
    record Fault(String name, boolean answersReads, Step strike, Step heal) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Fault> faults() {
        return List.of(
                new Fault("killed", false, (server, way) -> server.kill(), (server, way) -> server.restart()),
                new Fault("stopped", false, (server, way) -> server.freeze(), (server, way) -> server.thaw()),
                new Fault(
                        "paused", false, (server, way) -> server.pauseClients(LONG), (server, way) -> server.restart()),
                new Fault(
                        "sleeping",
                        false,
                        (server, way) -> later(server, "DEBUG", "SLEEP", "" + LONG.toSeconds()),
                        (server, way) -> server.restart()),
                new Fault(
                        "loading",
                        false,
                        (server, way) -> {
                            now(server, "CONFIG", "SET", "key-load-delay", "" + LONG.toMillis());
                            later(server, "DEBUG", "RELOAD");
                        },
                        (server, way) -> server.restart()),
                new Fault(
                        "cut off",
                        false,
                        (server, way) -> {
                            way.refuse();
                            way.killConnections();
                        },
                        (server, way) -> way.pass()),
                new Fault("full", true, (server, way) -> server.fill(), (server, way) -> server.makeRoom()),
                new Fault("read only", true, (server, way) -> server.readOnly(), (server, way) -> server.writable()));
    }

    private static void now(RedisProcess server, String... command) {
        try (RawRedis raw = server.raw()) {
            raw.text(command);
        }
    }

    /** Does not wait for the reply, which takes as long as the fault. */
    private static void later(RedisProcess server, String... command) {
        Thread asking = new Thread(() -> {
            try {
                now(server, command);
            } catch (UncheckedIOException over) {
                // the test ended first
                return;
            }
        });
        asking.setDaemon(true);
        asking.start();
    }

    @ParameterizedTest
    @MethodSource("faults")
    void costs_only_the_keys_of_its_own_shard(Fault fault) {
        Map<String, String> values = new LinkedHashMap<>();
        KEYS.forEach(key -> values.put(key, "v"));
        cache.setMany(values);
        List<String> lost = KEYS.stream()
                .filter(key -> cache.explain(key).server().endsWith(":" + way.port()))
                .toList();
        assertThat(lost).hasSizeBetween(10, 50);
        fault.strike.on(struck, way);
        until(() -> !wrote(lost.get(0)));
        for (int i = 0; i < 2; i++) {
            // one was removed, to see whether it can be written
            assertThat(cache.getMany(KEYS))
                    .hasSizeBetween(
                            fault.answersReads ? 59 : 60 - lost.size(), fault.answersReads ? 60 : 60 - lost.size());
        }
        cache.setMany(values);
        KEYS.stream()
                .filter(key -> !lost.contains(key))
                .forEach(key -> assertThat(wrote(key)).isTrue());
        assertThat(cache.getOrSet(lost.get(0), () -> "loaded")).isIn("loaded", "v");
        fault.heal.on(struck, way);
        until(() -> wrote(lost.get(0)));
        cache.setMany(values);
        assertThat(cache.getMany(KEYS)).hasSize(60);
    }

    /** Whether a value comes through, asked for by who would hear of it. */
    private boolean wrote(String key) {
        try {
            cache.delete(key);
            return cache.add(key, "new") && "new".equals(cache.get(key));
        } catch (CacheUnavailableException away) {
            return false;
        }
    }

    private static void until(BooleanSupplier holds) {
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!holds.getAsBoolean()) {
            assertThat(System.nanoTime()).as("it did not come true").isLessThan(end);
            Thread.onSpinWait();
        }
    }

    @Test
    void throws_for_all_if_asked_to_and_does_what_it_can() {
        try (Cache<String> loud = CacheBuilder.connectTo(
                        Topology.sharded(Shard.of("struck", struck.uri()), Shard.of("well", well.uri())))
                .serializer("json")
                .socketTimeout(REPLY)
                .resilience(Resilience.throwOnOutage())
                .build(String.class)) {
            Map<String, String> values = new LinkedHashMap<>();
            KEYS.forEach(key -> values.put(key, "v"));
            loud.setMany(values);
            struck.kill();
            assertThat(catchThrowable(() -> loud.deleteMany(KEYS)))
                    .isInstanceOf(CacheUnavailableException.class)
                    .hasMessageContaining("of 60 keys");
            try (RawRedis raw = well.raw()) {
                assertThat(raw.keys()).isEmpty();
            }
        }
    }
}
