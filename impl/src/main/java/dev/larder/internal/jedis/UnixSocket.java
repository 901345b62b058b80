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

/**
 * A Unix socket as Jedis wants its sockets: with streams that obey the timeout. The JDK's own channels do not, so this one
 * waits on a selector. For one reading and one writing thread at a time.
 */
final class UnixSocket extends Socket {
    private final SocketChannel channel;
    private final Selector selector;
    private final SelectionKey key;
    private volatile int timeoutMillis;

    UnixSocket() throws IOException {
        channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        channel.configureBlocking(false);
        selector = Selector.open();
        key = channel.register(selector, 0);
    }

    void connect(Path path, int millis) throws IOException {
        long deadline = deadline(millis);
        if (!channel.connect(UnixDomainSocketAddress.of(path))) {
            do {
                await(SelectionKey.OP_CONNECT, deadline, "connect");
            } while (!channel.finishConnect());
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
                long deadline = deadline(timeoutMillis);
                int read = channel.read(buffer);
                while (read == 0 && length > 0) {
                    await(SelectionKey.OP_READ, deadline, "read");
                    read = channel.read(buffer);
                }
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
                long deadline = deadline(timeoutMillis);
                while (buffer.hasRemaining()) {
                    if (channel.write(buffer) == 0) {
                        await(SelectionKey.OP_WRITE, deadline, "write");
                    } else {
                        deadline = deadline(timeoutMillis);
                    }
                }
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

    @Override
    public synchronized void setSoTimeout(int millis) {
        timeoutMillis = millis;
    }

    @Override
    public synchronized int getSoTimeout() {
        return timeoutMillis;
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
