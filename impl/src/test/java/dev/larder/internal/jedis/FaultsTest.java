package dev.larder.internal.jedis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.larder.CacheBuilder;
import dev.larder.CacheUnavailableException;
import dev.larder.Pool;
import dev.larder.RedisUri;
import dev.larder.Resilience;
import dev.larder.internal.store.EntryKey;
import dev.larder.internal.store.RefusedException;
import dev.larder.internal.store.Seen;
import dev.larder.internal.store.Store;
import dev.larder.testkit.RawRedis;
import dev.larder.testkit.RedisProcess;
import dev.larder.testkit.TlsFiles;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Each fault of a server is told in one sentence: which server, which operation, how long, what is wrong, what to do. */
@Timeout(60)
class FaultsTest {
    private static final String SECRET = "s3cr3t/p@ss w:rd%";
    private static final String ENCODED = "s3cr3t%2Fp%40ss%20w%3Ard%25";
    private static final byte[] K = {'k'};
    private static final EntryKey KEY = EntryKey.of(K, new byte[] {'l', 'k'});

    private static CacheBuilder quick(CacheBuilder builder) {
        return builder.connectTimeout(Duration.ofMillis(300)).socketTimeout(Duration.ofMillis(300));
    }

    private static CacheUnavailableException fault(String uri, Consumer<Store> operation, String... words) {
        return fault(uri, FaultsTest::quick, operation, words);
    }

    /** Makes sure that the operation fails, and that the message has all that it must and these words. */
    private static CacheUnavailableException fault(
            String uri, UnaryOperator<CacheBuilder> how, Consumer<Store> operation, String... words) {
        try (Store store = TestSettings.store(uri, how)) {
            long start = System.nanoTime();
            CacheUnavailableException fault =
                    catchThrowableOfType(CacheUnavailableException.class, () -> operation.accept(store));
            assertThat(fault).isNotNull();
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(1_500));
            assertThat(fault)
                    .hasMessageStartingWith("Redis at " + RedisUri.parse(uri).name() + " is not available for '")
                    .hasMessageMatching("(?s).*' after \\d+ ms: .*")
                    .hasMessageContainingAll(words);
            assertThat(Objects.requireNonNull(fault.getMessage()).chars().allMatch(c -> c >= ' '))
                    .isTrue();
            StringWriter trace = new StringWriter();
            fault.printStackTrace(new PrintWriter(trace));
            assertThat(trace.toString()).doesNotContain(SECRET, ENCODED, "s3cr3t");
            return fault;
        }
    }

    private static void assertRefused(CacheUnavailableException fault) {
        assertThat(fault).hasCauseInstanceOf(RefusedException.class);
    }

    private static void assertMayPass(CacheUnavailableException fault) {
        assertThat(fault.getCause()).isNotInstanceOf(RefusedException.class);
    }

    // --- it cannot be reached

    @Test
    void nobody_listens() {
        RedisProcess server = RedisProcess.start();
        server.close();
        assertMayPass(fault(
                "redis://:" + ENCODED + "@127.0.0.1:" + server.port(),
                store -> store.get(KEY),
                "'get'",
                "nobody listens there; check address and port, and that Redis runs"));
    }

    @Test
    void the_host_is_unknown() {
        assertMayPass(fault(
                "no-such-host.invalid:6379",
                b -> b,
                Store::ping,
                "'ping'",
                "its host name is unknown; check the name and the DNS"));
    }

    @Test
    void it_is_frozen() {
        try (RedisProcess server = RedisProcess.onTcp().password(SECRET).start()) {
            server.freeze();
            assertMayPass(fault(
                    server.uri(),
                    store -> store.set(KEY, K, 1_000),
                    "'set'",
                    "it did not answer the login in time; find what is slow, or raise connectTimeout"));
        }
    }

    @Test
    void the_socket_is_missing() {
        assertMayPass(fault(
                "/tmp/no-such-folder/redis.sock",
                Store::ping,
                "there is no such socket; check the path, and that Redis runs"));
    }

    @Test
    void the_socket_is_of_a_dead_server() throws Exception {
        Path path = Path.of("/tmp", "larder-dead-" + System.nanoTime());
        try (ServerSocketChannel left = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            left.bind(UnixDomainSocketAddress.of(path));
        }
        try {
            assertMayPass(fault(path.toString(), Store::ping, "nobody listens there; check"));
        } finally {
            Files.delete(path);
        }
    }

    @Test
    void no_connection_is_free() throws InterruptedException {
        try (RedisProcess server = RedisProcess.start();
                ServerPool pool = new ServerPool(
                        RedisUri.parse(server.uri()),
                        TestSettings.of(server.uri(), b -> b.pool(Pool.ofMax(1).maxWait(Duration.ofMillis(100)))))) {
            CountDownLatch end = new CountDownLatch(1);
            pool.run("hold", held -> {
                assertThatThrownBy(() -> pool.run("second", c -> null))
                        .isInstanceOf(CacheUnavailableException.class)
                        .hasMessageContainingAll(
                                "'second' after 1",
                                "no connection was free (active=1, idle=0, waiting=0, max=1)",
                                "raise pool(Pool.ofMax(…)), or find what is slow");
                end.countDown();
                return null;
            });
            end.await();
        }
    }

    // --- it refuses us

    @Test
    void the_password_is_wrong() {
        try (RedisProcess server = RedisProcess.onTcp().password("right").start()) {
            String place = "@127.0.0.1:" + server.port();
            assertRefused(fault("redis://:" + ENCODED + place, Store::ping, "WRONGPASS", "check user and password"));
            assertRefused(fault("redis://nobody:" + ENCODED + place, Store::ping, "check user and password"));
            assertRefused(fault(
                    "127.0.0.1:" + server.port(),
                    store -> store.get(KEY),
                    "NOAUTH",
                    "give user and password by credentials(user, password) or in the URI"));
        }
    }

    @Test
    void a_password_is_given_where_none_is_wanted() {
        try (RedisProcess server = RedisProcess.start()) {
            assertRefused(fault(
                    "redis://:" + ENCODED + "@127.0.0.1:" + server.port(),
                    Store::ping,
                    "without any password",
                    "check user and password"));
        }
    }

    @Test
    void a_right_is_missing_also_within_scripts() {
        try (RedisProcess server = RedisProcess.onTcp()
                .user("app", SECRET, "~a*", "+@all", "-get", "-incrby")
                .start()) {
            assertRefused(fault(server.uri(), store -> store.get(KEY), "NOPERM", "grant the user this command"));
            assertRefused(fault(server.uri(), store -> store.exists(K), "NOPERM", "grant the user"));
            assertRefused(fault(
                    server.uri(),
                    store -> store.increment(EntryKey.withoutLease(new byte[] {'a'}), 1, 0, 9),
                    "'increment'",
                    "grant the user this command and these keys"));
            assertRefused(fault(
                    server.uri(),
                    store -> store.release(new byte[] {'a'}, new byte[] {'a'}, K),
                    "'release'",
                    "grant the user this command and these keys"));
        }
    }

    @Test
    void the_database_is_not_there() {
        try (RedisProcess server = RedisProcess.start()) {
            assertRefused(fault(
                    "redis://127.0.0.1:" + server.port() + "/99",
                    Store::ping,
                    "choose a database that the server has, by database(number) or in the URI"));
        }
    }

    // --- it cannot do it now

    @Test
    void its_memory_is_full() {
        try (RedisProcess server =
                RedisProcess.onTcp().setting("maxmemory", "1").start()) {
            String advice = "raise its maxmemory, or set a maxmemory-policy that evicts";
            assertMayPass(fault(server.uri(), store -> store.set(KEY, K, 1_000), "OOM", advice));
            assertMayPass(fault(
                    server.uri(),
                    store -> store.acquire(KEY, K, null, Seen.ABSENT, 1_000),
                    "'acquire'",
                    "OOM",
                    advice));
        }
    }

    @Test
    void it_is_a_replica() {
        try (RedisProcess primary = RedisProcess.start();
                RedisProcess replica = RedisProcess.onTcp()
                        .setting("replicaof", "127.0.0.1", Integer.toString(primary.port()))
                        .start()) {
            String advice = "it is a replica, so connect to its primary";
            assertMayPass(fault(replica.uri(), store -> store.set(KEY, K, 1_000), "READONLY", advice));
            assertMayPass(
                    fault(replica.uri(), store -> store.acquire(KEY, K, null, Seen.ABSENT, 1_000), "READONLY", advice));
        }
    }

    @Test
    void a_script_runs_without_end() throws InterruptedException {
        try (RedisProcess server =
                        RedisProcess.onTcp().setting("lua-time-limit", "10").start();
                RawRedis raw = server.raw()) {
            Thread endless = new Thread(() -> {
                try {
                    raw.command("EVAL", "while true do end", "0");
                } catch (IllegalStateException killed) {
                    assertThat(killed).hasMessageContaining("killed");
                }
            });
            endless.start();
            Thread.sleep(100);
            assertMayPass(fault(server.uri(), store -> store.get(KEY), "BUSY", "someone's script runs without end"));
            try (RawRedis other = RawRedis.tcp(server.port())) {
                other.command("SCRIPT", "KILL");
            }
            endless.join();
        }
    }

    // --- TLS

    @Test
    void it_speaks_no_tls() {
        try (RedisProcess server = RedisProcess.start()) {
            assertMayPass(fault(
                    "rediss://:" + ENCODED + "@127.0.0.1:" + server.port(),
                    Store::ping,
                    "TLS",
                    "if it speaks without, write redis://"));
        }
    }

    @Test
    void it_speaks_tls_alone() {
        try (TlsFiles tls = TlsFiles.forLocalhost();
                RedisProcess server = RedisProcess.onTcp().tls(tls).start()) {
            fault("redis://127.0.0.1:" + server.port(), Store::ping, "if it speaks TLS, write rediss://");
            fault(
                    "redis://:" + ENCODED + "@127.0.0.1:" + server.port(),
                    Store::ping,
                    "if it speaks TLS, write rediss://");
        }
    }

    @Test
    void its_certificate_is_not_trusted() {
        try (TlsFiles tls = TlsFiles.forLocalhost();
                TlsFiles others = TlsFiles.forLocalhost();
                RedisProcess server = RedisProcess.onTcp().tls(tls).start()) {
            String advice = "give the context that trusts its certificate by tls(sslContext)";
            assertRefused(fault(server.uri(), b -> b, Store::ping, "TLS failed", advice));
            assertRefused(fault(server.uri(), b -> b.tls(others.context()), Store::ping, "TLS failed", advice));
        }
    }

    @Test
    void its_certificate_is_for_another_host() {
        try (TlsFiles tls = TlsFiles.forAnotherHost();
                RedisProcess server = RedisProcess.onTcp().tls(tls).start()) {
            assertRefused(fault(
                    server.uri(),
                    b -> b.tls(tls.context()),
                    Store::ping,
                    "its certificate is for another host: use the name in the certificate"));
        }
    }

    @Test
    void a_tls_server_that_dies_may_come_back() {
        try (TlsFiles tls = TlsFiles.forLocalhost();
                RedisProcess server = RedisProcess.onTcp().tls(tls).start()) {
            assertMayPass(fault(
                    server.uri(),
                    b -> quick(b).tls(tls.context())
                            .resilience(Resilience.missOnOutage().retries(0)),
                    store -> {
                        store.ping();
                        server.kill();
                        store.get(KEY);
                    },
                    "it closed the connection"));
            server.restart();
            assertMayPass(fault(
                    server.uri(),
                    b -> quick(b).tls(tls.context()),
                    store -> {
                        store.ping();
                        server.freeze();
                        store.get(KEY);
                    },
                    "it did not answer in time"));
            assertMayPass(fault(server.uri(), b -> quick(b).tls(tls.context()), Store::ping, "TLS"));
        }
    }

    @Test
    void a_tls_context_and_an_address_without_tls_contradict_each_other() {
        try (TlsFiles tls = TlsFiles.forLocalhost()) {
            assertThatThrownBy(
                            () -> TestSettings.store("redis://:" + ENCODED + "@localhost", b -> b.tls(tls.context())))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContainingAll("redis://***@localhost", "write rediss:// for TLS, or leave tls(…) out")
                    .hasMessageNotContaining("s3cr3t");
        }
    }
}
