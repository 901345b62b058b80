package dev.larder.internal.jedis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.larder.CacheUnavailableException;
import dev.larder.Pool;
import dev.larder.internal.store.Write;
import dev.larder.testkit.RedisProcess;
import dev.larder.testkit.TlsFiles;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A server that stops in mid-step costs about a timeout, whatever was being sent. */
// a write that blocks ignores interrupts
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StoppingServerTest {
    private static final byte[] LARGE = new byte[32 << 20];

    private static CacheUnavailableException late(Runnable operation) {
        long start = System.nanoTime();
        CacheUnavailableException fault = catchThrowableOfType(CacheUnavailableException.class, operation::run);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Stores.TIMEOUT.multipliedBy(8));
        return fault;
    }

    private static void holdsUpNoLargeWrite(RedisProcess redis, JedisStore store) {
        byte[] small = {1};
        store.set(Stores.key("small"), small, 60_000);
        redis.freeze();
        assertThat(late(() -> store.set(Stores.key("k"), LARGE, 10_000)))
                .hasMessageContainingAll("'set'", "did not answer in time", "socketTimeout");
        redis.thaw();
        assertThat(store.get(Stores.key("small"))).isEqualTo(small);
    }

    @Test
    void a_frozen_server_holds_up_no_large_write() {
        try (RedisProcess redis = RedisProcess.start();
                JedisStore store = Stores.on(redis.uri(), b -> b.pool(Pool.ofMax(1)))) {
            holdsUpNoLargeWrite(redis, store);
        }
    }

    @Test
    void a_frozen_server_holds_up_no_large_write_by_tls() {
        try (TlsFiles tls = TlsFiles.forLocalhost();
                RedisProcess redis = RedisProcess.onTcp().tls(tls).start();
                JedisStore store =
                        Stores.on(redis.uri(), b -> b.tls(tls.context()).pool(Pool.ofMax(1)))) {
            holdsUpNoLargeWrite(redis, store);
        }
    }

    @Test
    void a_frozen_server_holds_up_no_large_write_by_a_unix_socket() {
        try (RedisProcess redis = RedisProcess.onSocket().start();
                JedisStore store = Stores.on(redis.uri(), b -> b.pool(Pool.ofMax(1)))) {
            holdsUpNoLargeWrite(redis, store);
        }
    }

    @Test
    void a_frozen_server_holds_up_no_batch() {
        List<Write> writes = IntStream.range(0, 200)
                .mapToObj(i -> new Write(Stores.key("k" + i), new byte[100_000], 10_000))
                .toList();
        try (RedisProcess redis = RedisProcess.start();
                JedisStore store = Stores.on(redis.uri())) {
            store.ping();
            redis.freeze();
            assertThat(late(() -> store.setMany(writes))).hasMessageContaining("did not answer in time");
            redis.thaw();
        }
    }

    @Test
    void a_handshake_that_comes_in_single_bytes_ends_in_time() throws IOException {
        try (TlsFiles tls = TlsFiles.forLocalhost();
                ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                JedisStore store =
                        Stores.on("rediss://127.0.0.1:" + server.getLocalPort(), b -> b.tls(tls.context()))) {
            Thread trickling = new Thread(() -> trickle(server));
            trickling.setDaemon(true);
            trickling.start();
            assertThat(late(store::ping)).hasMessageContaining("did not answer the TLS handshake in time");
        }
    }

    /** The head of a TLS record of 16 kB, and then its bytes, each in time for a timeout of its own. */
    private static void trickle(ServerSocket server) {
        byte[] head = {22, 3, 3, 0x40, 0};
        try (Socket client = server.accept()) {
            for (int i = 0; i < 16_384; i++) {
                client.getOutputStream().write(i < head.length ? head[i] : 2);
                Thread.sleep(Stores.TIMEOUT.toMillis() / 2);
            }
        } catch (IOException | InterruptedException ended) {
            head[0] = 0;
        }
    }
}
