package dev.larder.internal.jedis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.larder.CacheUnavailableException;
import dev.larder.internal.store.EntryKey;
import dev.larder.testkit.RedisProcess;
import dev.larder.testkit.TcpProxy;
import dev.larder.testkit.TlsFiles;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A server that sends a byte now and then holds up its caller for no longer than one that sends none. */
@Timeout(60)
class TricklingServerTest {
    private static final EntryKey KEY = Stores.key("k");
    /** Well within a timeout of a socket, so that each read of its own succeeds. */
    private static final Duration EACH = Stores.TIMEOUT.dividedBy(4);

    /** The replies below would take 40 s and more. */
    private static CacheUnavailableException late(Runnable operation) {
        long start = System.nanoTime();
        CacheUnavailableException fault = catchThrowableOfType(CacheUnavailableException.class, operation::run);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(8));
        return fault;
    }

    @Test
    void a_reply_in_single_bytes_ends_in_time() {
        try (RedisProcess redis = RedisProcess.start();
                TcpProxy way = TcpProxy.to(redis.port());
                JedisStore store = Stores.on("127.0.0.1:" + way.port())) {
            store.set(KEY, new byte[400], 60_000);
            way.trickle(EACH);
            assertThat(late(() -> store.get(KEY)))
                    .hasMessageContainingAll("'get'", "did not answer in time", "raise socketTimeout");
            way.pass();
            assertThat(store.get(KEY)).hasSize(400);
        }
    }

    @Test
    void also_by_tls() {
        try (TlsFiles tls = TlsFiles.forLocalhost();
                RedisProcess redis = RedisProcess.onTcp().tls(tls).start();
                TcpProxy way = TcpProxy.to(redis.port());
                JedisStore store = TestSettings.store(
                        "rediss://127.0.0.1:" + way.port(),
                        b -> b.tls(tls.context()).socketTimeout(Stores.TIMEOUT))) {
            store.set(KEY, new byte[400], 60_000);
            way.trickle(EACH);
            assertThat(late(() -> store.get(KEY))).hasMessageContaining("did not answer in time");
        }
    }

    @Test
    void also_by_a_unix_socket() throws IOException {
        Path path = Path.of("/tmp", "larder-trickle-" + System.nanoTime());
        try (ServerSocketChannel listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
                JedisStore store = Stores.on(path.toString())) {
            listening.bind(UnixDomainSocketAddress.of(path));
            Thread trickling = new Thread(() -> trickle(listening));
            trickling.setDaemon(true);
            trickling.start();
            assertThat(late(() -> store.get(KEY))).hasMessageContaining("did not answer in time");
        } finally {
            Files.delete(path);
        }
    }

    private static void trickle(ServerSocketChannel listening) {
        byte[] reply = ("$400\r\n" + "x".repeat(400)).getBytes(UTF_8);
        try (SocketChannel client = listening.accept()) {
            for (byte each : reply) {
                client.write(ByteBuffer.wrap(new byte[] {each}));
                Thread.sleep(EACH.toMillis());
            }
        } catch (IOException | InterruptedException ended) {
            reply[0] = 0;
        }
    }

    @Test
    void a_login_in_single_bytes_ends_with_the_time_for_connecting() {
        try (RedisProcess redis = RedisProcess.onTcp().password("p").start();
                TcpProxy way = TcpProxy.to(redis.port());
                JedisStore store = TestSettings.store(
                        "redis://:p@127.0.0.1:" + way.port(),
                        b -> b.connectTimeout(Duration.ofMillis(300)).socketTimeout(Duration.ofSeconds(20)))) {
            way.trickle(Duration.ofMillis(200));
            assertThat(late(store::ping)).hasMessageContainingAll("did not answer the login in time", "connectTimeout");
            way.pass();
            store.ping();
        }
    }

    @Test
    void a_large_value_may_last_longer_than_the_timeout_as_long_as_it_moves_on() {
        byte[] large = new byte[4 << 20];
        Arrays.fill(large, (byte) 'x');
        try (RedisProcess redis = RedisProcess.start();
                TcpProxy way = TcpProxy.to(redis.port());
                JedisStore store = Stores.on("127.0.0.1:" + way.port())) {
            store.set(KEY, large, 60_000);
            // some 8 kB at a time
            way.delay(Duration.ofMillis(2));
            long start = System.nanoTime();
            assertThat(store.get(KEY)).isEqualTo(large);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Stores.TIMEOUT);
        }
    }
}
