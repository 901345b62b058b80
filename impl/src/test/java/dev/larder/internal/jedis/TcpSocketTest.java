package dev.larder.internal.jedis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

// a write that blocks ignores interrupts
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TcpSocketTest {
    private ServerSocket server;
    private TcpSocket socket;
    private Socket peer;

    @BeforeEach
    void connect() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        socket = new TcpSocket();
        socket.connect(new InetSocketAddress(server.getInetAddress(), server.getLocalPort()), 1000);
        peer = server.accept();
    }

    @AfterEach
    void close() throws IOException {
        socket.close();
        peer.close();
        server.close();
    }

    @Test
    void a_write_that_nobody_reads_times_out() throws IOException {
        socket.setSoTimeout(50);
        assertThatThrownBy(() -> socket.getOutputStream().write(new byte[64 << 20]))
                .isInstanceOf(SocketTimeoutException.class)
                .hasMessage("write timed out");
        assertThat(socket.isClosed()).isTrue();
    }

    @Test
    void many_small_writes_that_nobody_reads_time_out() throws IOException {
        socket.setSoTimeout(50);
        byte[] small = new byte[8192];
        assertThatThrownBy(() -> {
                    for (int i = 0; i < 10_000; i++) {
                        socket.getOutputStream().write(small);
                    }
                })
                .isInstanceOf(SocketTimeoutException.class);
    }

    @Test
    void a_large_write_may_last_longer_than_the_timeout_as_long_as_it_moves_on() throws Exception {
        int size = 32 << 20;
        socket.setSoTimeout(300);
        CompletableFuture<Integer> reading = CompletableFuture.supplyAsync(() -> slowly(size));
        long start = System.nanoTime();
        socket.getOutputStream().write(new byte[size]);
        assertThat(System.nanoTime() - start).isGreaterThan(300_000_000L);
        assertThat(reading.get()).isEqualTo(size);
    }

    private int slowly(int size) {
        try {
            int read = 0;
            while (read < size) {
                read += peer.getInputStream().readNBytes(2 << 20).length;
                Thread.sleep(40);
            }
            return read;
        } catch (IOException | InterruptedException failed) {
            throw new IllegalStateException(failed);
        }
    }

    @Test
    void a_read_without_an_answer_times_out() throws IOException {
        socket.setSoTimeout(30);
        assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
    }

    @Test
    void a_failure_in_time_is_told_as_it_is() {
        IOException failure = new IOException("broken");
        assertThatThrownBy(() -> socket.within(10_000, "late", () -> {
                    throw failure;
                }))
                .isSameAs(failure);
        assertThat(socket.isClosed()).isFalse();
    }
}
