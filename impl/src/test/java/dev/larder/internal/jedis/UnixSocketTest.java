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
}
