package dev.larder.internal.jedis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.larder.CacheBuilder;
import dev.larder.CacheUnavailableException;
import dev.larder.Pool;
import dev.larder.RedisUri;
import dev.larder.testkit.RawRedis;
import dev.larder.testkit.RedisProcess;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;

@Timeout(60)
class ServerPoolTest {
    private static final RedisProcess REDIS = RedisProcess.start();

    @AfterAll
    static void stop() {
        REDIS.close();
    }

    private static ServerPool pool(String uri, UnaryOperator<CacheBuilder> how) {
        return new ServerPool(RedisUri.parse(uri), TestSettings.of(uri, how));
    }

    private static CommandArguments command(Command command, String... words) {
        CommandArguments arguments = new CommandArguments(command);
        Stream.of(words).forEach(word -> arguments.add(new Raw(word.getBytes(UTF_8))));
        return arguments;
    }

    private static String get(ServerPool pool, String key) {
        return new String(
                (byte[]) Objects.requireNonNull(pool.run("get", c -> c.ask(command(Command.GET, key)))), UTF_8);
    }

    @Test
    void a_hanging_server_costs_one_connection_and_one_timeout() {
        try (HangingServer server = new HangingServer();
                ServerPool pool = pool(server.address(), b -> b.socketTimeout(Duration.ofMillis(300)))) {
            long start = System.nanoTime();
            assertThatThrownBy(() -> get(pool, "k")).isInstanceOf(CacheUnavailableException.class);
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isBetween(Duration.ofMillis(300), Duration.ofMillis(550));
            assertThat(server.connections()).isEqualTo(1);
            assertThat(pool.active()).isZero();
        }
    }

    @Test
    void who_waits_for_a_place_costs_nobody_else_a_timeout() {
        UnaryOperator<CacheBuilder> one =
                b -> b.socketTimeout(Duration.ofMillis(400)).pool(Pool.ofMax(1).maxWait(Duration.ofMillis(600)));
        // the password makes opening a connection wait for a reply, too
        try (RedisProcess server = RedisProcess.onTcp().password("secret").start();
                ServerPool pool = pool(server.uri(), one)) {
            pool.run("set", c -> c.ask(command(Command.SET, "k", "v")));
            server.freeze();
            List<CompletableFuture<Duration>> calls = IntStream.range(0, 2)
                    .mapToObj(i -> CompletableFuture.supplyAsync(() -> timed(pool)))
                    .toList();
            assertThat(calls.stream()
                            .map(CompletableFuture::join)
                            .sorted()
                            .toList()
                            .get(0))
                    .isLessThan(Duration.ofMillis(650));
        }
    }

    private static Duration timed(ServerPool pool) {
        long start = System.nanoTime();
        assertThat(catchThrowable(() -> get(pool, "k"))).isInstanceOf(CacheUnavailableException.class);
        return Duration.ofNanos(System.nanoTime() - start);
    }

    @Test
    void a_place_is_passed_on_when_a_connection_breaks() throws InterruptedException {
        try (ServerPool pool = pool(REDIS.uri(), b -> b.pool(Pool.ofMax(1).maxWait(Duration.ofSeconds(10))))) {
            pool.run("set", c -> c.ask(command(Command.SET, "k", "v")));
            CountDownLatch holding = new CountDownLatch(1);
            CountDownLatch breaking = new CountDownLatch(1);
            Thread holder = new Thread(() -> assertThat(catchThrowable(() -> pool.run("break", c -> {
                        holding.countDown();
                        await(breaking);
                        c.write(command(Command.GET, "k"));
                        throw new IllegalStateException("the reply is never read");
                    })))
                    .isNotNull());
            holder.start();
            holding.await();
            CompletableFuture<String> waiting = CompletableFuture.supplyAsync(() -> get(pool, "k"));
            Thread.sleep(50);
            breaking.countDown();
            assertThat(waiting.join()).isEqualTo("v");
            holder.join();
            assertThat(pool.active()).isZero();
        }
    }

    @Test
    void what_is_reserved_finds_a_connection_when_callers_hold_all() {
        try (ServerPool pool = pool(REDIS.uri(), b -> b.pool(Pool.ofMax(2).maxWait(Duration.ZERO)))) {
            pool.run("set", c -> c.ask(command(Command.SET, "k", "v")));
            CountDownLatch holding = new CountDownLatch(2);
            CountDownLatch enough = new CountDownLatch(1);
            List<CompletableFuture<?>> holders = Stream.generate(() -> CompletableFuture.runAsync(
                            () -> pool.run("hold", c -> {
                                holding.countDown();
                                await(enough);
                                return true;
                            }),
                            task -> new Thread(task).start()))
                    .<CompletableFuture<?>>map(each -> each)
                    .limit(2)
                    .toList();
            await(holding);
            for (int i = 0; i < 3; i++) {
                pool.runReserved("renew", c -> {
                    assertThat(pool.active()).isEqualTo(3);
                    assertThatThrownBy(() -> pool.runReserved("renew too", other -> true))
                            .as("there is but one")
                            .isInstanceOf(CacheUnavailableException.class);
                    return c.ask(command(Command.SET, "k", "renewed"));
                });
                assertThatThrownBy(() -> get(pool, "k"))
                        .as("nobody else gets it")
                        .hasMessageContaining("no connection");
            }
            byte[] k = "k".getBytes(UTF_8);
            assertThat(new JedisStore("leases", pool).renew(k, k, "renewed".getBytes(UTF_8), 60_000))
                    .isTrue();
            enough.countDown();
            holders.forEach(CompletableFuture::join);
            assertThat(get(pool, "k")).isEqualTo("renewed");
            assertThat(pool.active()).isZero();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    @Test
    void an_error_among_several_replies_leaves_the_connection_sound() {
        try (ServerPool pool = pool(REDIS.uri(), b -> b.pool(Pool.ofMax(1)))) {
            pool.run("set", c -> c.ask(command(Command.SET, "k", "v")));
            long connections = received();
            assertThatThrownBy(() -> pool.run("mixed", c -> {
                        c.write(command(Command.GET, "k"));
                        c.write(command(Command.INCR, "k"));
                        c.write(command(Command.GET, "k"));
                        c.flush();
                        return c.replies();
                    }))
                    .hasMessage("NOT_A_NUMBER");
            assertThat(get(pool, "k")).isEqualTo("v");
            assertThat(received() - connections).isEqualTo(1);
        }
    }

    /** How many connections the server took so far, the one that asks included. */
    private static long received() {
        try (RawRedis raw = REDIS.raw()) {
            String stats = Objects.requireNonNull(raw.text("INFO", "stats"));
            return stats.lines()
                    .filter(line -> line.startsWith("total_connections_received:"))
                    .mapToLong(line -> Long.parseLong(line.substring(line.indexOf(':') + 1)))
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Test
    void an_interrupted_thread_takes_what_is_free_but_does_not_wait() throws InterruptedException {
        try (ServerPool pool = pool(REDIS.uri(), b -> b.pool(Pool.ofMax(1).maxWait(Duration.ofSeconds(30))))) {
            pool.run("set", c -> c.ask(command(Command.SET, "k", "v")));
            Thread.currentThread().interrupt();
            assertThat(get(pool, "k")).isEqualTo("v");
            assertThat(Thread.interrupted()).isTrue();
            pool.run("hold", c -> {
                Thread.currentThread().interrupt();
                assertThatThrownBy(() -> get(pool, "k"))
                        .isInstanceOf(CacheUnavailableException.class)
                        .hasMessageContaining("interrupted while it waited for a connection")
                        .hasMessageContaining("'get'");
                assertThat(Thread.interrupted()).isTrue();
                return null;
            });
            assertThat(pool.active()).isZero();
            assertThat(get(pool, "k")).isEqualTo("v");
        }
    }

    @Test
    void closing_leaves_no_connection_open() {
        ServerPool pool = pool(REDIS.uri(), b -> b);
        pool.run("set", c -> c.ask(command(Command.SET, "k", "v")));
        pool.run("held while closing", c -> {
            get(pool, "k");
            pool.close();
            return c.ask(command(Command.GET, "k"));
        });
        assertThatThrownBy(() -> get(pool, "k"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the cache is closed; build another one");
        try (RawRedis raw = REDIS.raw()) {
            for (int i = 0; i < 100 && clients(raw) > 1; i++) {
                LockSupport.parkNanos(20_000_000);
            }
            assertThat(clients(raw)).isEqualTo(1);
        }
    }

    @Test
    void a_refused_login_leaves_no_connection_open() {
        try (RedisProcess server = RedisProcess.onTcp().password("right").start();
                ServerPool pool = pool("redis://:wrong@127.0.0.1:" + server.port(), b -> b);
                RawRedis raw = server.raw()) {
            for (int i = 0; i < 50; i++) {
                assertThatThrownBy(() -> get(pool, "k")).hasMessageContaining("WRONGPASS");
            }
            assertThat(pool.active()).isZero();
            for (int i = 0; i < 100 && clients(raw) > 1; i++) {
                LockSupport.parkNanos(20_000_000);
            }
            assertThat(clients(raw)).isEqualTo(1);
        }
    }

    @Test
    void idle_connections_are_wanted_only_once_the_pool_is_used() {
        long before = received();
        try (ServerPool pool = pool(REDIS.uri(), b -> b.pool(Pool.ofMax(4).minIdle(4)))) {
            assertThat(received() - before).isEqualTo(1);
            pool.run("set", c -> c.ask(command(Command.SET, "k", "v")));
            assertThat(pool.active()).isZero();
            assertThat(Thread.getAllStackTraces().keySet())
                    .filteredOn(thread -> thread.getName().contains("evictor"))
                    .isNotEmpty()
                    .allMatch(Thread::isDaemon);
        }
    }

    @Test
    void an_address_without_login_takes_that_of_the_settings_and_no_other_does() {
        try (RedisProcess server = RedisProcess.onTcp()
                .setting("user", "app", "on", ">p@ss w:rd", "~*", "+@all")
                .setting("requirepass", "default's")
                .start()) {
            String place = "127.0.0.1:" + server.port();
            UnaryOperator<CacheBuilder> login = b -> b.credentials("app", "p@ss w:rd");
            assertWhoAmI("app", place, login);
            assertWhoAmI("app", "redis://app:p%40ss%20w%3Ard@" + place, b -> b);
            assertWhoAmI("default", "redis://:default's@" + place, login);
            assertWhoAmI("default", "redis://default:default's@" + place, login);
        }
    }

    /** Redis 5 does not know it, and some providers take it away. */
    @Test
    void a_server_without_hello_will_do() {
        try (RedisProcess server = RedisProcess.onTcp()
                        .password("p@ss w:rd")
                        .setting("rename-command", "HELLO", "")
                        .start();
                ServerPool pool = pool(server.uri() + "/3", b -> b)) {
            pool.run("set", c -> c.ask(command(Command.SET, "k", "v")));
            assertThat(get(pool, "k")).isEqualTo("v");
        }
    }

    private static void assertWhoAmI(String user, String uri, UnaryOperator<CacheBuilder> how) {
        try (ServerPool pool = pool(uri, how)) {
            Object answer = pool.run("whoami", c -> c.ask(command(Command.ACL, "WHOAMI")));
            assertThat(new String((byte[]) Objects.requireNonNull(answer), UTF_8))
                    .isEqualTo(user);
        }
    }

    private static long clients(RawRedis raw) {
        return Objects.requireNonNull(raw.text("CLIENT", "LIST")).lines().count();
    }
}
