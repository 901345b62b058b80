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
import org.junit.jupiter.params.provider.EnumSource;

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

    /** What befalls a server, whether it still answers reads, and how it is well again. */
    private enum Fault {
        KILLED(false) {
            @Override
            void strike(RedisProcess server, TcpProxy way) {
                server.kill();
            }

            @Override
            void heal(RedisProcess server, TcpProxy way) {
                server.restart();
            }
        },
        STOPPED(false) {
            @Override
            void strike(RedisProcess server, TcpProxy way) {
                server.freeze();
            }

            @Override
            void heal(RedisProcess server, TcpProxy way) {
                server.thaw();
            }
        },
        PAUSED(false) {
            @Override
            void strike(RedisProcess server, TcpProxy way) {
                server.pauseClients(LONG);
            }

            @Override
            void heal(RedisProcess server, TcpProxy way) {
                server.restart();
            }
        },
        SLEEPING(false) {
            @Override
            void strike(RedisProcess server, TcpProxy way) {
                later(server, "DEBUG", "SLEEP", "" + LONG.toSeconds());
            }

            @Override
            void heal(RedisProcess server, TcpProxy way) {
                server.restart();
            }
        },
        LOADING(false) {
            @Override
            void strike(RedisProcess server, TcpProxy way) {
                try (RawRedis raw = server.raw()) {
                    raw.text("CONFIG", "SET", "key-load-delay", "" + LONG.toMillis());
                }
                later(server, "DEBUG", "RELOAD");
            }

            @Override
            void heal(RedisProcess server, TcpProxy way) {
                server.restart();
            }
        },
        CUT_OFF(false) {
            @Override
            void strike(RedisProcess server, TcpProxy way) {
                way.refuse();
                way.killConnections();
            }

            @Override
            void heal(RedisProcess server, TcpProxy way) {
                way.pass();
            }
        },
        FULL(true) {
            @Override
            void strike(RedisProcess server, TcpProxy way) {
                server.fill();
            }

            @Override
            void heal(RedisProcess server, TcpProxy way) {
                server.makeRoom();
            }
        },
        READ_ONLY(true) {
            @Override
            void strike(RedisProcess server, TcpProxy way) {
                server.readOnly();
            }

            @Override
            void heal(RedisProcess server, TcpProxy way) {
                server.writable();
            }
        };

        private final boolean answersReads;

        Fault(boolean answersReads) {
            this.answersReads = answersReads;
        }

        abstract void strike(RedisProcess server, TcpProxy way);

        /** Does not wait for the reply, which takes as long as the fault. */
        private static void later(RedisProcess server, String... command) {
            Thread asking = new Thread(() -> {
                try (RawRedis raw = server.raw()) {
                    raw.text(command);
                } catch (UncheckedIOException over) {
                    // the test ended first
                    return;
                }
            });
            asking.setDaemon(true);
            asking.start();
        }

        abstract void heal(RedisProcess server, TcpProxy way);
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void costs_only_the_keys_of_its_own_shard(Fault fault) {
        Map<String, String> values = new LinkedHashMap<>();
        KEYS.forEach(key -> values.put(key, "v"));
        cache.setMany(values);
        List<String> lost = KEYS.stream()
                .filter(key -> cache.explain(key).server().endsWith(":" + way.port()))
                .toList();
        assertThat(lost).hasSizeBetween(10, 50);
        fault.strike(struck, way);
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
        fault.heal(struck, way);
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
