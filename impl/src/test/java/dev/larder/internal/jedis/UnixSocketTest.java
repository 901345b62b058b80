package dev.larder.internal.jedis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class UnixSocketTest {
    @TempDir
    private Path folder;

    private ServerSocketChannel server;
    private UnixSocket socket;
    private SocketChannel peer;

    @BeforeEach
    void connect() throws IOException {
        Path path = folder.resolve("s");
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(path));
        socket = new UnixSocket();
        socket.connect(path, 1000);
        peer = server.accept();
    }

    @AfterEach
    void close() throws IOException {
        socket.close();
        peer.close();
        server.close();
    }

    @Test
    void a_read_without_an_answer_times_out() {
        socket.setSoTimeout(30);
        assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
    }

    @Test
    void a_write_that_nobody_reads_times_out() {
        socket.setSoTimeout(30);
        assertThatThrownBy(() -> socket.getOutputStream().write(new byte[8 << 20]))
                .isInstanceOf(SocketTimeoutException.class);
    }

    @Test
    void a_close_elsewhere_ends_a_read() throws Exception {
        CompletableFuture<Throwable> reading = new CompletableFuture<>();
        Thread reader = new Thread(() -> {
            try (InputStream in = socket.getInputStream()) {
                reading.completeExceptionally(new AssertionError("read " + in.read()));
            } catch (IOException ended) {
                reading.complete(ended);
            }
        });
        reader.start();
        while (reader.getState() != Thread.State.RUNNABLE) {
            Thread.onSpinWait();
        }
        socket.close();
        assertThat(reading.get()).isInstanceOf(IOException.class);
        assertThat(socket.isClosed()).isTrue();
    }

    @Test
    void an_interrupted_thread_reads_on_and_keeps_its_flag() throws Exception {
        CompletableFuture<Void> answering = CompletableFuture.runAsync(() -> {
            try {
                Thread.sleep(50);
                peer.write(ByteBuffer.wrap(new byte[] {42}));
            } catch (IOException | InterruptedException failed) {
                throw new IllegalStateException(failed);
            }
        });
        Thread.currentThread().interrupt();
        int read = socket.getInputStream().read();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(read).isEqualTo(42);
        answering.get();
    }

    @Test
    void the_end_of_the_peer_is_the_end_of_the_stream() throws Exception {
        peer.close();
        assertThat(socket.getInputStream().read()).isEqualTo(-1);
        assertThatThrownBy(() -> socket.getOutputStream().write(new byte[1])).isInstanceOf(IOException.class);
    }

    @Test
    void a_server_that_is_too_busy_to_accept_is_waited_for() throws Exception {
        Path busy = folder.resolve("busy");
        try (ServerSocketChannel listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            listening.bind(UnixDomainSocketAddress.of(busy), 1);
            List<UnixSocket> queued = new ArrayList<>();
            try {
                assertThatThrownBy(() -> {
                            for (int i = 0; i < 50; i++) {
                                queued.add(new UnixSocket());
                                queued.get(i).connect(busy, 100);
                            }
                        })
                        .isInstanceOf(SocketTimeoutException.class)
                        .hasMessage("connect timed out");
                CompletableFuture<Void> connecting = CompletableFuture.runAsync(() -> connect(busy));
                assertThat(connecting).isNotDone();
                listening.accept().close();
                connecting.get();
            } finally {
                for (UnixSocket each : queued) {
                    each.close();
                }
            }
        }
    }

    private static void connect(Path path) {
        try (UnixSocket late = new UnixSocket()) {
            // a flag that is up does not make it give up, nor try without rest
            Thread.currentThread().interrupt();
            late.connect(path, 10_000);
            assertThat(Thread.interrupted()).isTrue();
        } catch (IOException failed) {
            throw new IllegalStateException(failed);
        }
    }
}
