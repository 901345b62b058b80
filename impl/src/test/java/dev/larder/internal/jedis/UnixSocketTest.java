package dev.larder.internal.jedis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.larder.testkit.RedisProcess;
import java.io.DataInputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** It waits, ends and bears interruption as a TCP socket does. */
@Timeout(30)
class UnixSocketTest {
    private final Path path = Path.of("/tmp", "larder-" + System.nanoTime());
    private final ServerSocketChannel listening;
    private final UnixSocket socket = new UnixSocket();
    private final SocketChannel peer;

    UnixSocketTest() throws IOException {
        listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        listening.bind(UnixDomainSocketAddress.of(path));
        socket.connect(path, 1_000);
        peer = listening.accept();
    }

    @BeforeEach
    void wait_half_a_second_at_most() {
        socket.setSoTimeout(500);
    }

    @AfterEach
    void close() throws IOException {
        socket.close();
        peer.close();
        listening.close();
        Files.delete(path);
    }

    private void say(String text) throws IOException {
        peer.write(ByteBuffer.wrap(text.getBytes(UTF_8)));
    }

    private int read() throws IOException {
        return socket.getInputStream().read();
    }

    @Test
    void a_read_ends_with_the_timeout() {
        long start = System.nanoTime();
        assertThatThrownBy(this::read).isInstanceOf(SocketTimeoutException.class);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(490));
    }

    @Test
    void a_write_that_nobody_reads_ends_with_the_timeout() {
        assertThatThrownBy(() -> socket.getOutputStream().write(new byte[8 << 20]))
                .isInstanceOf(SocketTimeoutException.class);
    }

    @Test
    void bytes_go_both_ways_whole_and_unchanged() throws Exception {
        byte[] much = new byte[4 << 20];
        new Random(1).nextBytes(much);
        CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> assertThat(catchThrowable(() -> {
                    ByteBuffer rest = ByteBuffer.wrap(much);
                    while (rest.hasRemaining()) {
                        peer.write(rest);
                    }
                }))
                .isNull());
        assertThat(new DataInputStream(socket.getInputStream()).readNBytes(much.length))
                .isEqualTo(much);
        writing.join();
        say("\u00ff");
        assertThat(read()).isEqualTo(0xC3);
        assertThat(read()).isEqualTo(0xBF);
    }

    @Test
    void the_end_of_the_other_is_the_end_of_the_stream() throws IOException {
        say("x");
        peer.close();
        assertThat(read()).isEqualTo('x');
        assertThat(read()).isEqualTo(-1);
        assertThatThrownBy(() -> socket.getOutputStream().write(new byte[100_000]))
                .isInstanceOf(IOException.class);
    }

    @Test
    void closing_ends_a_read_of_another_thread() throws Exception {
        socket.setSoTimeout(0);
        CompletableFuture<Throwable> reading =
                CompletableFuture.supplyAsync(() -> Objects.requireNonNull(catchThrowable(this::read)));
        Thread.sleep(100);
        socket.close();
        assertThat(reading.join()).isInstanceOf(IOException.class);
        assertThat(socket.isClosed()).isTrue();
        assertThatThrownBy(this::read).isInstanceOf(IOException.class);
        socket.close();
    }

    @Test
    void an_interrupt_ends_no_read_and_is_not_lost() throws Exception {
        say("a");
        Thread.currentThread().interrupt();
        assertThat(read()).isEqualTo('a');
        long processor = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        assertThatThrownBy(this::read).isInstanceOf(SocketTimeoutException.class);
        processor = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - processor;
        assertThat(Thread.interrupted()).isTrue();
        assertThat(Duration.ofNanos(processor)).isLessThan(Duration.ofMillis(200));
        assertThat(socket.isClosed()).isFalse();
        say("b");
        assertThat(read()).isEqualTo('b');
    }

    @Test
    void an_interrupt_in_mid_read_ends_nothing_either() throws Exception {
        socket.setSoTimeout(10_000);
        CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        Thread reader = new Thread(() -> {
            assertThat(catchThrowable(() -> assertThat(read()).isEqualTo('x'))).isNull();
            interrupted.complete(Thread.currentThread().isInterrupted());
        });
        reader.start();
        Thread.sleep(50);
        reader.interrupt();
        Thread.sleep(50);
        assertThat(interrupted).isNotDone();
        say("x");
        assertThat(interrupted.join()).isTrue();
    }

    @Test
    void an_interrupted_thread_connects() throws IOException {
        try (RedisProcess redis = RedisProcess.onSocket().start();
                UnixSocket another = new UnixSocket()) {
            Thread.currentThread().interrupt();
            another.connect(redis.socket(), 1_000);
            another.setSoTimeout(1_000);
            another.getOutputStream().write("PING\r\n".getBytes(UTF_8));
            assertThat(another.getInputStream().read()).isEqualTo('+');
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void a_thousand_sockets_leave_nothing_open() throws IOException {
        long before = openFiles();
        for (int i = 0; i < 1_000; i++) {
            try (UnixSocket one = new UnixSocket()) {
                one.connect(path, 1_000);
                listening.accept().close();
            }
        }
        assertThat(openFiles() - before).isLessThan(50);
    }

    private static long openFiles() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
            return files.count();
        }
    }

    @Test
    void a_server_that_is_too_busy_to_accept_is_waited_for(@TempDir Path folder) throws Exception {
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
