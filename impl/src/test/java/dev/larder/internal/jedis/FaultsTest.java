package dev.larder.internal.jedis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.larder.Cache;
import dev.larder.CacheBuilder;
import dev.larder.CacheUnavailableException;
import dev.larder.Pool;
import dev.larder.Resilience;
import dev.larder.internal.TextSerializer;
import dev.larder.internal.store.RefusedException;
import dev.larder.testkit.RawRedis;
import dev.larder.testkit.RedisProcess;
import dev.larder.testkit.TlsFiles;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Each fault says which server, which operation, how long it took, what was found and what to do; and no secret. */
@Timeout(60)
class FaultsTest {
    private static final String SECRET = "s3cr€t&word";
    private static final RedisProcess REDIS = RedisProcess.start();

    @AfterAll
    static void stop() {
        REDIS.close();
    }

    private static CacheUnavailableException fault(CacheBuilder builder, Consumer<Cache<String>> operation) {
        try (Cache<String> cache = builder.serializer(new TextSerializer())
                .resilience(Resilience.throwOnOutage())
                .connectTimeout(Duration.ofMillis(500))
                .socketTimeout(Duration.ofMillis(300))
                .build(String.class)) {
            CacheUnavailableException fault =
                    catchThrowableOfType(CacheUnavailableException.class, () -> operation.accept(cache));
            assertThat(fault).isNotNull();
            StringWriter trace = new StringWriter();
            fault.printStackTrace(new PrintWriter(trace));
            assertThat(trace.toString()).doesNotContain(SECRET).doesNotContain("s3cr");
            assertThat(cache.toString()).doesNotContain("s3cr");
            return fault;
        }
    }

    private static CacheUnavailableException ping(String uri) {
        return fault(CacheBuilder.connectTo(uri), Cache::ping);
    }

    private static String server(RedisProcess redis) {
        return "Redis at 127.0.0.1:" + redis.port();
    }

    // --- nobody there

    @Test
    void nobody_listens() throws IOException {
        int port;
        try (ServerSocket unused = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = unused.getLocalPort();
        }
        assertThat(ping("127.0.0.1:" + port))
                .hasMessageContainingAll("Redis at 127.0.0.1:" + port, "'ping'", " ms", "nobody listens", "check");
        assertThat(fault(CacheBuilder.connectTo("127.0.0.1:" + port), cache -> cache.get("k")))
                .hasMessageContaining("'get'");
    }

    @Test
    void the_host_is_unknown() {
        assertThat(ping("no-such-host.invalid")).hasMessageContainingAll("no-such-host.invalid:6379", "unknown", "DNS");
    }

    @Test
    void there_is_no_such_socket(@TempDir Path folder) throws IOException {
        assertThat(ping(folder.resolve("no.sock").toString())).hasMessageContainingAll("no.sock", "'ping'", "check");
        Path file = Files.createFile(folder.resolve("file.sock"));
        assertThat(ping("unix://:" + "s3cr" + "@" + file)).hasMessageContaining("file.sock");
    }

    @Test
    void a_frozen_server_does_not_answer_in_time_and_its_late_reply_is_nobody_elses() {
        try (RedisProcess redis = RedisProcess.start();
                Cache<String> cache = CacheBuilder.connectTo(redis.uri())
                        .serializer(new TextSerializer())
                        .resilience(Resilience.throwOnOutage())
                        .socketTimeout(Duration.ofMillis(100))
                        .pool(Pool.ofMax(1))
                        .build(String.class)) {
            cache.set("a", "1");
            cache.set("b", "2");
            redis.freeze();
            assertThatThrownBy(() -> cache.get("a"))
                    .isInstanceOf(CacheUnavailableException.class)
                    .hasMessageContainingAll("did not answer in time", "socketTimeout", "'get'");
            redis.thaw();
            for (int i = 0; i < 100; i++) {
                assertThat(cache.get("b")).isEqualTo("2");
                assertThat(cache.get("a")).isEqualTo("1");
            }
        }
    }

    @Test
    void a_server_that_hangs_costs_one_connection_and_not_two() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            CacheUnavailableException fault = ping("127.0.0.1:" + silent.getLocalPort());
            assertThat(fault).hasMessageContaining("did not answer in time");
            silent.setSoTimeout(300);
            silent.accept().close();
            assertThatThrownBy(silent::accept).isInstanceOf(IOException.class);
        }
    }

    // --- login and rights

    @Test
    void a_password_is_missing_or_wrong() {
        try (RedisProcess redis = RedisProcess.onTcp().password(SECRET).start()) {
            String address = "127.0.0.1:" + redis.port();
            CacheUnavailableException missing = ping(address);
            assertThat(missing).hasMessageContainingAll(server(redis), "NOAUTH", "credentials(user, password)");
            assertThat(missing.getCause()).isInstanceOf(RefusedException.class);
            assertThat(ping("redis://:s3cr-wrong@" + address)).hasMessageContainingAll("WRONGPASS", "credentials");
            assertThat(fault(CacheBuilder.connectTo(address).credentials("ann", "s3cr"), Cache::ping))
                    .hasMessageContaining("WRONGPASS");
            try (Cache<String> right = CacheBuilder.connectTo(redis.uri())
                    .credentials("nobody", "the URI wins")
                    .serializer(new TextSerializer())
                    .build(String.class)) {
                right.ping();
            }
            try (Cache<String> right = CacheBuilder.connectTo(address)
                    .credentials("default", SECRET)
                    .serializer(new TextSerializer())
                    .build(String.class)) {
                right.ping();
            }
        }
    }

    @Test
    void a_right_is_missing() {
        try (RedisProcess redis =
                RedisProcess.onTcp().user("ann", SECRET, "~*", "+get", "+ping").start()) {
            assertThat(fault(CacheBuilder.connectTo(redis.uri()), cache -> cache.set("k", "v")))
                    .hasMessageContainingAll(server(redis), "NOPERM", "grant", "'set'");
            assertThat(fault(CacheBuilder.connectTo(redis.uri()), cache -> cache.clear()))
                    .hasMessageContaining("NOPERM")
                    .cause()
                    .isInstanceOf(RefusedException.class);
        }
    }

    @Test
    void the_database_is_unknown() {
        assertThat(ping(REDIS.uri() + "/99")).hasMessageContainingAll("/99", "DB index", "database(number)");
    }

    // --- TLS

    @Test
    void tls_and_no_tls_are_told_apart() {
        try (TlsFiles tls = TlsFiles.forLocalhost();
                RedisProcess secured = RedisProcess.onTcp().tls(tls).start()) {
            assertThat(fault(
                            CacheBuilder.connectTo("rediss://127.0.0.1:" + REDIS.port())
                                    .tls(tls.context()),
                            Cache::ping))
                    .hasMessageContainingAll(server(REDIS), "'ping'", "TLS", "redis://");
            assertThat(ping("redis://127.0.0.1:" + secured.port()))
                    .hasMessageContainingAll(server(secured), "rediss://");
            assertThat(ping(secured.uri())).hasMessageContainingAll("TLS", "tls(sslContext)");
            assertThatThrownBy(() -> CacheBuilder.connectTo(REDIS.uri())
                            .tls(tls.context())
                            .serializer(new TextSerializer())
                            .build(String.class))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("rediss://");
        }
    }

    @Test
    void a_certificate_of_another_host_is_refused() {
        try (TlsFiles tls = TlsFiles.forAnotherHost();
                RedisProcess redis = RedisProcess.onTcp().tls(tls).start()) {
            assertThat(fault(CacheBuilder.connectTo(redis.uri()).tls(tls.context()), Cache::ping))
                    .hasMessageContainingAll("TLS", "certificate", "another host");
        }
    }

    @Test
    void host_and_port_speak_tls_if_a_context_is_given() {
        try (TlsFiles tls = TlsFiles.forLocalhost();
                RedisProcess redis = RedisProcess.onTcp().tls(tls).start();
                Cache<String> cache = CacheBuilder.connectTo("localhost:" + redis.port())
                        .tls(tls.context())
                        .serializer(new TextSerializer())
                        .build(String.class)) {
            cache.ping();
        }
    }

    // --- the server's own troubles

    @Test
    void the_memory_is_full() {
        try (RedisProcess redis =
                        RedisProcess.onTcp().setting("maxmemory", "1mb").start();
                RawRedis raw = redis.raw()) {
            raw.command("CONFIG", "SET", "maxmemory", "1");
            assertThat(fault(CacheBuilder.connectTo(redis.uri()), cache -> cache.set("k", "v")))
                    .hasMessageContainingAll("OOM", "maxmemory", "'set'");
        }
    }

    @Test
    void it_is_a_replica() {
        try (RedisProcess redis = RedisProcess.onTcp()
                .setting("replicaof", "127.0.0.1", Integer.toString(REDIS.port()))
                .start()) {
            assertThat(fault(CacheBuilder.connectTo(redis.uri()), cache -> cache.set("k", "v")))
                    .hasMessageContainingAll("READONLY", "primary");
        }
    }

    // --- the pool

    @Test
    void no_connection_is_free() throws Exception {
        try (RedisProcess redis = RedisProcess.start();
                Cache<String> cache = CacheBuilder.connectTo(redis.uri())
                        .serializer(new TextSerializer())
                        .socketTimeout(Duration.ofSeconds(30))
                        .pool(Pool.ofMax(1).maxWait(Duration.ofMillis(50)))
                        .resilience(Resilience.throwOnOutage())
                        .build(String.class)) {
            cache.ping();
            redis.freeze();
            Thread holder = new Thread(() -> cache.get("k"));
            holder.start();
            while (Arrays.stream(holder.getStackTrace())
                    .noneMatch(frame -> frame.getMethodName().equals("reply"))) {
                Thread.onSpinWait();
            }
            assertThat(catchThrowableOfType(CacheUnavailableException.class, () -> cache.get("k")))
                    .hasMessageContainingAll(
                            server(redis), "no connection was free", "active=1", "idle=0", "max=1", "Pool.ofMax");
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> cache.get("k"))
                    .isInstanceOf(CacheUnavailableException.class)
                    .hasMessageContaining("interrupted");
            assertThat(Thread.interrupted()).isTrue();
            redis.thaw();
            holder.join();
        }
    }
}
