package dev.larder.internal.jedis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.ConnectionSettings;
import dev.larder.Pool;
import dev.larder.RedisUri;
import dev.larder.testkit.RawRedis;
import dev.larder.testkit.RedisProcess;
import dev.larder.testkit.TcpProxy;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import redis.clients.jedis.ClientSetInfoConfig;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.Protocol.Command;

/** Connections that die while they are idle are found before a caller meets them. */
@Timeout(60)
class IdleCheckTest {
    private static final RedisProcess REDIS = RedisProcess.start();
    private static final Duration OFTEN = Duration.ofMillis(20);
    private static final Duration NEVER = Duration.ofDays(1);

    @AfterAll
    static void stop() {
        REDIS.close();
    }

    private static ConnectionPool pool(String uri, Pool size, Duration idleCheck, Duration replyTimeout) {
        return new ConnectionPool(factory(uri, replyTimeout), size, idleCheck);
    }

    private static ConnectionFactory factory(String uri, Duration replyTimeout) {
        ConnectionSettings settings = TestSettings.of(uri, builder -> builder.socketTimeout(replyTimeout));
        RedisUri server = RedisUri.parse(uri);
        DefaultJedisClientConfig.Builder config = DefaultJedisClientConfig.builder()
                .serverDefaultProtocol()
                .clientSetInfoConfig(ClientSetInfoConfig.DISABLED);
        if (server.user() != null) {
            config.user(server.user()).password(server.password());
        }
        return new ConnectionFactory(new Sockets(server, settings), config.build());
    }

    private static ConnectionPool pool(Duration idleCheck) {
        return pool(REDIS.uri(), Pool.ofMax(50), idleCheck, Duration.ofSeconds(10));
    }

    private static RedisConnection take(ConnectionPool pool) throws Exception {
        return pool.take(System.nanoTime(), 0);
    }

    private static List<RedisConnection> takeMany(ConnectionPool pool, int count) throws Exception {
        List<RedisConnection> taken = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            taken.add(take(pool));
        }
        return taken;
    }

    /** Leaves so many idle, one of them outside the pool; says by which numbers the server knows them. */
    private static List<Long> fill(ConnectionPool pool, int count) throws Exception {
        List<RedisConnection> taken = takeMany(pool, count);
        List<Long> ids = taken.stream().map(IdleCheckTest::id).toList();
        taken.forEach(pool::rest);
        return ids;
    }

    private static long id(RedisConnection connection) {
        CommandArguments question = new CommandArguments(Command.CLIENT).add(new Raw("ID".getBytes(UTF_8)));
        return (Long) Objects.requireNonNull(connection.ask(question));
    }

    /** Until the background has closed so many; then it rests, so that it asks none while a test takes them. */
    private static void awaitClosed(ConnectionPool pool, int count) {
        await(() -> pool.getDestroyedByEvictorCount() == count);
        pool.setDurationBetweenEvictionRuns(NEVER);
        assertThat(pool.getDestroyedByEvictorCount()).isEqualTo(count);
    }

    private static void await(BooleanSupplier condition) {
        for (int i = 0; i < 250 && !condition.getAsBoolean(); i++) {
            LockSupport.parkNanos(20_000_000);
        }
    }

    @Test
    void those_that_died_are_closed_in_the_background_and_the_others_are_kept() throws Exception {
        try (ConnectionPool pool = pool(OFTEN);
                RawRedis raw = REDIS.raw()) {
            List<Long> ids = fill(pool, 6);
            for (int dead : List.of(1, 3)) {
                raw.command("CLIENT", "KILL", "ID", ids.get(dead).toString());
            }
            awaitClosed(pool, 2);
            assertThat(takeMany(pool, 4).stream().map(IdleCheckTest::id))
                    .containsExactlyInAnyOrder(ids.get(0), ids.get(2), ids.get(4), ids.get(5));
            assertThat(pool.inUse()).isEqualTo(4);
        }
    }

    @Test
    void the_one_that_was_used_last_is_looked_after_as_well() throws Exception {
        try (ConnectionPool pool = pool(OFTEN);
                RawRedis raw = REDIS.raw()) {
            List<Long> ids = fill(pool, 1);
            raw.command("CLIENT", "KILL", "ID", ids.get(0).toString());
            awaitClosed(pool, 1);
            assertThat(id(take(pool))).isNotEqualTo(ids.get(0));
        }
    }

    @Test
    void each_is_asked_in_each_round_however_many_there_are() throws Exception {
        try (ConnectionPool pool = pool(NEVER);
                RawRedis raw = REDIS.raw()) {
            List<Long> ids = fill(pool, 50);
            pool.evict();
            List<Long> asked = Objects.requireNonNull(raw.text("CLIENT", "LIST"))
                    .lines()
                    .filter(line -> line.contains(" cmd=ping "))
                    .map(line -> Long.valueOf(line.substring("id=".length(), line.indexOf(' '))))
                    .toList();
            assertThat(asked).containsAll(ids);
            assertThat(pool.idle()).isEqualTo(50);
        }
    }

    @Test
    void a_round_begins_every_30_seconds() {
        try (ConnectionPool pool = new ConnectionPool(factory(REDIS.uri(), Duration.ofSeconds(1)), Pool.ofMax(1))) {
            assertThat(pool.getDurationBetweenEvictionRuns()).isEqualTo(Duration.ofSeconds(30));
        }
    }

    @Test
    void as_many_as_wanted_are_kept_ready() {
        Pool three = Pool.ofMax(4).minIdle(3);
        try (ConnectionPool pool = pool(REDIS.uri(), three, OFTEN, Duration.ofSeconds(10))) {
            await(() -> pool.idle() == 3);
            assertThat(pool.idle()).isEqualTo(3);
        }
    }

    @Test
    void a_server_that_is_silent_costs_one_timeout_however_many_there_are() throws Exception {
        Duration timeout = Duration.ofMillis(300);
        try (TcpProxy way = TcpProxy.to(REDIS.port());
                ConnectionPool pool = pool("127.0.0.1:" + way.port(), Pool.ofMax(20), NEVER, timeout)) {
            fill(pool, 20);
            way.stall();
            long start = System.nanoTime();
            pool.evict();
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(timeout, timeout.multipliedBy(10));
            assertThat(pool.idle())
                    .as("the others would not have got an answer")
                    .isZero();
            way.pass();
            assertThat(id(take(pool))).isPositive();
        }
    }

    @Test
    void callers_and_the_reserved_one_are_not_held_up_by_the_one_that_is_asked() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                ConnectionPool pool = pool(
                        "127.0.0.1:" + server.getLocalPort(),
                        Pool.ofMax(1).maxWait(Duration.ZERO),
                        NEVER,
                        Duration.ofSeconds(20))) {
            RedisConnection idle = take(pool);
            pool.rest(idle);
            CompletableFuture<?> round;
            try (Socket peer = server.accept()) {
                peer.setSoTimeout(10_000);
                round = CompletableFuture.runAsync(() -> evict(pool));
                assertThat(peer.getInputStream().read()).as("it is asked").isEqualTo('*');
                assertThat(takeMany(pool, 2)).doesNotContain(idle);
            }
            round.join();
            assertThat(pool.idle()).isZero();
        }
    }

    private static void evict(ConnectionPool pool) {
        try {
            pool.evict();
        } catch (Exception unexpected) {
            throw new IllegalStateException(unexpected);
        }
    }

    /** The next command would get the answer to this one. */
    @Test
    void one_that_was_told_something_unasked_is_closed() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                ConnectionPool pool =
                        pool("127.0.0.1:" + server.getLocalPort(), Pool.ofMax(2), NEVER, Duration.ofSeconds(20))) {
            for (String unasked :
                    List.of("$5\r\nvalue\r\n", "+PONG\r\n+PONG\r\n", "-ERR no\r\n+PONG\r\n", "garbled\r\n")) {
                pool.rest(take(pool));
                try (Socket peer = server.accept()) {
                    peer.getOutputStream().write(unasked.getBytes(UTF_8));
                    pool.evict();
                    assertThat(pool.idle()).as(unasked).isZero();
                }
            }
        }
    }

    @Test
    void whose_user_may_not_ask_is_alive_too() throws Exception {
        try (RedisProcess server = RedisProcess.onTcp()
                        .setting("user", "app", "on", ">secret", "~*", "+@all", "-ping")
                        .start();
                ConnectionPool pool = pool(
                        "redis://app:secret@127.0.0.1:" + server.port(),
                        Pool.ofMax(2),
                        NEVER,
                        Duration.ofSeconds(10))) {
            List<Long> ids = fill(pool, 2);
            pool.evict();
            assertThat(takeMany(pool, 2).stream().map(IdleCheckTest::id)).containsExactlyInAnyOrderElementsOf(ids);
        }
    }
}
