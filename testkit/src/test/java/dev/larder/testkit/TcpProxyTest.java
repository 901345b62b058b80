package dev.larder.testkit;

import static dev.larder.testkit.Eventually.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TcpProxyTest {
    private static final RedisProcess REDIS = RedisProcess.start();

    private final TcpProxy proxy = TcpProxy.to(REDIS.port());

    @AfterAll
    static void stop() {
        REDIS.close();
    }

    @AfterEach
    void close() {
        proxy.close();
    }

    private RawRedis connected() {
        return RawRedis.tcp(proxy.port());
    }

    @Test
    void passes_everything_on() {
        String large = "0123456789".repeat(100_000);
        try (RawRedis raw = connected();
                RawRedis other = connected()) {
            raw.command("SET", "large", large);
            assertThat(other.text("GET", "large")).isEqualTo(large);
            assertThat(proxy.connections()).isEqualTo(2);
        }
        until(() -> proxy.connections() == 0);
    }

    @Test
    void a_stall_holds_replies_back_until_it_passes() throws Exception {
        try (RawRedis raw = connected()) {
            raw.command("PING");
            proxy.stall();
            CompletableFuture<Object> reply = CompletableFuture.supplyAsync(() -> raw.text("PING"));
            assertThatThrownBy(() -> reply.get(150, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
            try (RawRedis late = connected()) {
                CompletableFuture<Object> another = CompletableFuture.supplyAsync(() -> late.text("PING"));
                assertThatThrownBy(() -> another.get(50, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
                proxy.pass();
                assertThat(reply.get(10, TimeUnit.SECONDS)).isEqualTo("PONG");
                assertThat(another.get(10, TimeUnit.SECONDS)).isEqualTo("PONG");
            }
        }
    }

    @Test
    void refuses_new_connections_and_keeps_the_old_ones() {
        try (RawRedis before = connected()) {
            before.command("PING");
            proxy.refuse();
            assertThatThrownBy(this::connected)
                    .isInstanceOf(UncheckedIOException.class)
                    .hasRootCauseInstanceOf(ConnectException.class);
            assertThat(before.text("PING")).isEqualTo("PONG");
            proxy.pass();
            try (RawRedis after = connected()) {
                assertThat(after.text("PING")).isEqualTo("PONG");
            }
        }
    }

    @Test
    void resets_the_old_connections_and_the_new_ones() {
        try (RawRedis before = connected()) {
            before.command("PING");
            proxy.reset();
            assertThatThrownBy(() -> before.command("PING"))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasRootCauseInstanceOf(SocketException.class);
            assertThatThrownBy(() -> {
                        try (RawRedis after = connected()) {
                            after.command("PING");
                        }
                    })
                    .isInstanceOf(UncheckedIOException.class)
                    .hasRootCauseInstanceOf(SocketException.class);
            proxy.pass();
            try (RawRedis well = connected()) {
                assertThat(well.text("PING")).isEqualTo("PONG");
            }
        }
    }

    @Test
    void delays_replies() {
        try (RawRedis raw = connected()) {
            raw.command("PING");
            proxy.delay(Duration.ofMillis(80));
            long start = System.nanoTime();
            assertThat(raw.text("PING")).isEqualTo("PONG");
            assertThat(System.nanoTime() - start).isGreaterThan(70_000_000);
        }
    }

    @Test
    void a_reply_that_is_held_back_passes_when_all_may_pass() throws Exception {
        try (RawRedis raw = connected()) {
            proxy.delay(Duration.ofDays(1));
            CompletableFuture<Object> reply = CompletableFuture.supplyAsync(() -> raw.text("PING"));
            assertThatThrownBy(() -> reply.get(100, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
            proxy.pass();
            assertThat(reply.get(10, TimeUnit.SECONDS)).isEqualTo("PONG");
        }
    }

    @Test
    void cuts_one_reply_after_some_bytes_and_is_well_again() {
        try (RawRedis raw = connected()) {
            raw.command("SET", "k", "0123456789");
            // "$10\r\n" and half of the value
            proxy.cutAfter(10);
            assertThatThrownBy(() -> raw.command("GET", "k"))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasRootCauseInstanceOf(EOFException.class);
        }
        try (RawRedis well = connected()) {
            assertThat(well.text("GET", "k")).isEqualTo("0123456789");
        }
    }

    @Test
    void counts_the_bytes_before_a_cut_over_several_replies() {
        try (RawRedis raw = connected()) {
            raw.command("PING");
            proxy.cutAfter(8);
            assertThat(raw.text("PING")).isEqualTo("PONG");
            assertThatThrownBy(() -> raw.command("PING")).isInstanceOf(UncheckedIOException.class);
        }
    }

    @Test
    void kills_connections_and_lets_new_ones_in() {
        try (RawRedis raw = connected()) {
            raw.command("PING");
            proxy.killConnections();
            assertThat(proxy.connections()).isZero();
            assertThatThrownBy(() -> raw.command("PING")).isInstanceOf(UncheckedIOException.class);
        }
        try (RawRedis well = connected()) {
            assertThat(well.text("PING")).isEqualTo("PONG");
        }
    }

    @Test
    void a_client_hears_at_once_that_the_server_is_gone() {
        try (RedisProcess mortal = RedisProcess.start();
                TcpProxy way = TcpProxy.to(mortal.port());
                RawRedis raw = RawRedis.tcp(way.port())) {
            raw.command("PING");
            mortal.kill();
            assertThatThrownBy(() -> raw.command("PING")).isInstanceOf(UncheckedIOException.class);
            until(() -> way.connections() == 0);
        }
    }

    @Test
    void after_close_there_is_nothing_to_connect_to() {
        RawRedis raw = connected();
        raw.command("PING");
        proxy.stall();
        proxy.close();
        proxy.close();
        assertThatThrownBy(() -> raw.command("PING")).isInstanceOf(UncheckedIOException.class);
        assertThatThrownBy(this::connected).isInstanceOf(UncheckedIOException.class);
        raw.close();
    }
}
