package dev.larder.internal.jedis;

import static dev.larder.internal.jedis.Stores.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.larder.CacheUnavailableException;
import dev.larder.Resilience;
import dev.larder.testkit.RedisProcess;
import dev.larder.testkit.TcpProxy;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Connections whose server has hung up while they were idle. */
class StaleConnectionTest {
    private static final RedisProcess REDIS = RedisProcess.start();
    private static final byte[] K = {'k'};
    private static final Map<String, Consumer<JedisStore>> READS = Map.of(
            "get", store -> store.get(key("k")),
            "read", store -> store.read(key("k")),
            "getMany", store -> store.getMany(List.of(key("k"))),
            "readMany", store -> store.readMany(List.of(key("k"))),
            "exists", store -> store.exists(K),
            "ttl", store -> store.ttl(K),
            "scan", store -> store.scan(K).forEach(key -> {}),
            "size", JedisStore::size,
            "ping", JedisStore::ping,
            "owner", store -> store.owner(K, K));

    private final TcpProxy way = TcpProxy.to(REDIS.port());

    @AfterAll
    static void stop() {
        REDIS.close();
    }

    @AfterEach
    void close() {
        way.close();
    }

    private JedisStore store(Resilience resilience) {
        return Stores.on("127.0.0.1:" + way.port(), builder -> builder.resilience(resilience));
    }

    /** Leaves several connections in the pool, on which the server then hangs up. */
    private void makeStale(JedisStore store) {
        IntStream.range(0, 300).parallel().forEach(i -> store.get(key("k")));
        way.killConnections();
        while (way.connections() > 0) {
            Thread.onSpinWait();
        }
    }

    static Set<String> reads() {
        return READS.keySet();
    }

    @ParameterizedTest
    @MethodSource("reads")
    void a_read_is_repeated_on_a_new_one(String read) {
        try (JedisStore store = store(Resilience.missOnOutage())) {
            makeStale(store);
            Objects.requireNonNull(READS.get(read)).accept(store);
            assertThat(way.connections()).isEqualTo(1);
        }
    }

    @Test
    void without_retries_the_read_fails_and_the_next_has_a_new_one() {
        try (JedisStore store = store(Resilience.missOnOutage().retries(0))) {
            makeStale(store);
            assertThatThrownBy(() -> store.get(key("k"))).isInstanceOf(CacheUnavailableException.class);
            assertThat(store.get(key("k"))).isNull();
        }
    }

    @Test
    void a_write_is_not_repeated_for_it_may_have_been_done() {
        try (JedisStore store = store(Resilience.missOnOutage())) {
            makeStale(store);
            assertThatThrownBy(() -> store.set(key("k"), K, 1000)).isInstanceOf(CacheUnavailableException.class);
            store.set(key("k"), K, 1000);
        }
    }

    @Test
    void a_read_is_repeated_once_and_not_if_its_connection_was_new() {
        try (JedisStore store = store(Resilience.missOnOutage())) {
            makeStale(store);
            way.reset();
            assertThatThrownBy(() -> store.get(key("k"))).isInstanceOf(CacheUnavailableException.class);
            assertThatThrownBy(() -> store.get(key("k"))).isInstanceOf(CacheUnavailableException.class);
        }
    }

    @Test
    void a_read_that_is_late_is_not_repeated() {
        try (JedisStore store = store(Resilience.missOnOutage())) {
            store.get(key("k"));
            way.stall();
            assertThatThrownBy(() -> store.get(key("k")))
                    .isInstanceOf(CacheUnavailableException.class)
                    .hasMessageContaining("did not answer in time");
            assertThat(way.connections()).isLessThanOrEqualTo(1);
        }
    }
}
