package dev.larder.internal.jedis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.larder.CacheUnavailableException;
import dev.larder.RedisUri;
import dev.larder.internal.store.Acquired;
import dev.larder.internal.store.Claim;
import dev.larder.internal.store.Commit;
import dev.larder.internal.store.EntryKey;
import dev.larder.internal.store.Seen;
import dev.larder.internal.store.Store;
import dev.larder.internal.store.UnfitEntryException;
import dev.larder.internal.store.Write;
import dev.larder.testkit.RawRedis;
import dev.larder.testkit.RedisProcess;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** No caller ever gets a reply that was meant for another. */
@Timeout(60)
class LateReplyTest {
    private final RedisProcess redis = RedisProcess.start();

    @AfterEach
    void stop() {
        redis.close();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private static EntryKey key(String name) {
        return EntryKey.of(bytes(name), bytes("lease of " + name));
    }

    private static void fill(Store store) {
        store.setMany(IntStream.range(0, 100)
                .mapToObj(i -> new Write(key("k" + i), bytes("v" + i), Store.FOREVER))
                .toList());
    }

    private static void assertAllRight(Store store) {
        for (int i = 0; i < 100; i++) {
            assertThat(store.get(key("k" + i))).isEqualTo(bytes("v" + i));
        }
    }

    @Test
    void a_connection_whose_reply_was_late_is_not_used_again() {
        try (Store store = TestSettings.store(redis.uri(), b -> b.socketTimeout(Duration.ofMillis(200)))) {
            fill(store);
            redis.freeze();
            assertThatThrownBy(() -> store.get(key("k99"))).isInstanceOf(CacheUnavailableException.class);
            assertThatThrownBy(() -> store.set(key("other"), bytes("v"), 1_000))
                    .isInstanceOf(CacheUnavailableException.class);
            assertThatThrownBy(() -> store.readMany(List.of(key("k5"), key("k6"))))
                    .isInstanceOf(CacheUnavailableException.class);
            redis.thaw();
            assertAllRight(store);
        }
    }

    @Test
    void a_server_that_comes_back_is_used_again() {
        try (Store store = TestSettings.store(redis.uri())) {
            fill(store);
            redis.restart();
            for (int i = 0; i < 20; i++) {
                try {
                    store.ping();
                } catch (CacheUnavailableException stale) {
                    assertThat(stale).hasMessageContaining("it closed the connection");
                }
            }
            fill(store);
            assertAllRight(store);
        }
    }

    @Test
    void scripts_that_the_server_forgot_are_sent_again() {
        try (Store store = TestSettings.store(redis.uri());
                RawRedis raw = redis.raw()) {
            for (int i = 0; i < 3; i++) {
                raw.command("SCRIPT", "FLUSH");
                store.delete(key("k"));
                assertThat(store.acquire(key("k"), bytes("t"), null, Seen.ABSENT, 1_000))
                        .isInstanceOf(Acquired.Granted.class);
                raw.command("SCRIPT", "FLUSH");
                assertThat(store.commit(new Commit(
                                new Claim(key("k"), bytes("t"), Seen.ABSENT),
                                bytes("7"),
                                Seen.whole(bytes("7")),
                                Store.FOREVER)))
                        .isTrue();
                assertThat(store.increment(key("k"), 1, 0, 10)).hasValue(8);
            }
        }
    }

    @Test
    void nothing_stays_borrowed_after_a_thousand_operations_good_and_bad() {
        try (RawRedis raw = redis.raw();
                ServerPool pool = new ServerPool(RedisUri.parse(redis.uri()), TestSettings.of(redis.uri(), b -> b));
                JedisStore store = new JedisStore("test", pool)) {
            raw.command("RPUSH", "list", "element");
            fill(store);
            IntStream.range(0, 16)
                    .mapToObj(thread -> new Thread(() -> work(store)))
                    .peek(Thread::start)
                    .toList()
                    .forEach(LateReplyTest::join);
            assertThat(pool.active()).isZero();
            assertAllRight(store);
        }
    }

    private static void work(Store store) {
        for (int i = 0; i < 63; i++) {
            int n = i % 100;
            switch (i % 5) {
                case 0 -> assertThat(store.get(key("k" + n))).isEqualTo(bytes("v" + n));
                case 1 -> assertThatThrownBy(() -> store.get(key("list"))).isInstanceOf(UnfitEntryException.class);
                case 2 ->
                    assertThatThrownBy(() -> store.increment(key("k" + n), 1, 0, 9))
                            .isInstanceOf(UnfitEntryException.class);
                case 3 -> assertThat(store.scan(bytes("k*")).limit(3)).hasSize(3);
                default -> store.set(key("k" + n), bytes("v" + n), Store.FOREVER);
            }
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    @Test
    void an_address_may_be_of_version_6() throws Exception {
        try (Socket probe = new Socket()) {
            probe.connect(new InetSocketAddress(InetAddress.getAllByName("::1")[0], redis.port()), 1_000);
            assertThat(probe.getInetAddress()).isInstanceOf(Inet6Address.class);
        } catch (IOException none) {
            Assumptions.abort("no IPv6 here: " + none);
        }
        try (Store store = TestSettings.store("redis://[::1]:" + redis.port())) {
            store.set(key("k"), bytes("v"), 1_000);
            assertThat(store.get(key("k"))).isEqualTo(bytes("v"));
            assertThat(store.serverOf(bytes("k"))).isEqualTo("[::1]:" + redis.port());
        }
    }
}
