package dev.larder.internal.jedis;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A Unix socket as Jedis wants its sockets: with streams that obey the timeout. The JDK's own channels do not, so this one
 * waits on a selector. For one reading and one writing thread at a time.
 */
final class UnixSocket extends Socket {
    private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    private final Selector selector;
    // another one for each attempt to connect; nobody else has the socket before it is connected
    private SocketChannel channel;
    private SelectionKey key;
    private final Patience patience = new Patience();

    UnixSocket() throws IOException {
        selector = Selector.open();
        channel = channel();
        key = channel.register(selector, 0);
    }

    private static SocketChannel channel() throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        channel.configureBlocking(false);
        return channel;
    }

    void connect(Path path, int millis) throws IOException {
        long deadline = deadline(millis);
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(path);
        while (!isAccepted(address)) {
            // the server is too busy to accept; unlike TCP, the kernel neither waits nor tells when there is room
            rest();
            if (System.nanoTime() > deadline) {
                throw new SocketTimeoutException("connect timed out");
            }
            channel.close();
            channel = channel();
            key = channel.register(selector, 0);
        }
        while (!channel.finishConnect()) {
            await(SelectionKey.OP_CONNECT, deadline, "connect");
        }
    }

    private static void rest() {
        // an interrupted thread would not rest at all
        boolean interrupted = Thread.interrupted();
        LockSupport.parkNanos(RETRY_NANOS);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isAccepted(UnixDomainSocketAddress address) throws IOException {
        try {
            channel.connect(address);
            return true;
        } catch (SocketException refused) {
            if (String.valueOf(refused.getMessage()).contains("temporarily unavailable")) {
                return false;
            }
            throw refused;
        }
    }

    @Override
    public InputStream getInputStream() {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length);
                int left = patience.millisLeft();
                long deadline = deadline(Math.max(left, 0));
                int read = channel.read(buffer);
                while (read == 0 && length > 0) {
                    if (left == 0 || System.nanoTime() > deadline) {
                        throw patience.over();
                    }
                    await(SelectionKey.OP_READ, deadline, "read");
                    read = channel.read(buffer);
                }
                patience.arrived(Math.max(read, 0));
                return read;
            }
        };
    }

    @Override
    public OutputStream getOutputStream() {
        return new OutputStream() {
            @Override
            public void write(int one) throws IOException {
                write(new byte[] {(byte) one}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length);
                long deadline = deadline(patience.timeout());
                while (buffer.hasRemaining()) {
                    if (channel.write(buffer) == 0) {
                        await(SelectionKey.OP_WRITE, deadline, "write");
                    } else {
                        deadline = deadline(patience.timeout());
                    }
                }
                patience.written();
            }
        };
    }

    private static long deadline(int millis) {
        return millis == 0 ? Long.MAX_VALUE : System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    }

    private void await(int operation, long deadline, String what) throws IOException {
        long left =
                deadline == Long.MAX_VALUE ? 0 : TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime() + 999_999);
        if (left <= 0 && deadline != Long.MAX_VALUE) {
            throw new SocketTimeoutException(what + " timed out");
        }
        // like a TCP socket, it goes on when the thread is interrupted; a selector would return at once for ever
        boolean interrupted = Thread.interrupted();
        try {
            key.interestOps(operation);
            selector.select(left);
            selector.selectedKeys().clear();
        } catch (ClosedSelectorException | CancelledKeyException closed) {
            throw new SocketException("socket closed");
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** How long it waits for replies. */
    Patience patience() {
        return patience;
    }

    @Override
    public synchronized void setSoTimeout(int millis) {
        patience.timeout(millis);
    }

    @Override
    public synchronized int getSoTimeout() {
        return patience.timeout();
    }

    @Override
    public boolean isConnected() {
        return channel.isConnected();
    }

    @Override
    public boolean isBound() {
        return true;
    }

    @Override
    public boolean isClosed() {
        return !channel.isOpen();
    }

    @Override
    public boolean isInputShutdown() {
        return false;
    }

    @Override
    public boolean isOutputShutdown() {
        return false;
    }

    @Override
    public synchronized void close() throws IOException {
        try (selector) {
            channel.close();
            selector.wakeup();
        }
    }
}
