package dev.larder.internal.jedis;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A TCP socket that ends in time whatever it does. The JDK's own has timeouts for connecting and reading alone: a server
 * that stops reading would hold up a large write for ever. For one thread at a time.
 */
final class TcpSocket extends Socket {
    /** Every kernel takes this much for a peer that reads nothing, so a write that adds up to no more cannot block. */
    private static final int BUFFERED_BYTES = 32 << 10;

    /** What has been written since something was read. */
    private long unanswered;

    private final Patience patience = new Patience();

    /** What the JDK was told last. */
    private int waiting;

    /** Something that may block. */
    @FunctionalInterface
    interface Step {
        void take() throws IOException;
    }

    /**
     * Takes a step that the JDK gives no timeout for.
     *
     * @param millis closes the socket if it lasts longer
     * @throws SocketTimeoutException with this message, if it lasted longer
     */
    void within(int millis, String message, Step step) throws IOException {
        // the JDK has a timer of its own for this, which keeps neither our threads nor our classes
        CompletableFuture<Boolean> taken = new CompletableFuture<Boolean>().orTimeout(millis, TimeUnit.MILLISECONDS);
        CompletableFuture<Boolean> inTime = taken.exceptionally(late -> {
            closeQuietly();
            return false;
        });
        try {
            step.take();
        } catch (IOException failed) {
            if (taken.isDone() || failed instanceof SocketTimeoutException) {
                throw (IOException) new SocketTimeoutException(message).initCause(failed);
            }
            throw failed;
        } finally {
            taken.complete(true);
        }
        if (!inTime.join()) {
            throw new SocketTimeoutException(message);
        }
    }

    private void closeQuietly() {
        try {
            close();
        } catch (IOException alreadyGone) {
            // there is nobody to tell: who waits finds it closed
            return;
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
    public InputStream getInputStream() throws IOException {
        return new FilterInputStream(super.getInputStream()) {
            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                unanswered = 0;
                int left = patience.millisLeft();
                if (left == 0 && in.available() == 0) {
                    throw patience.over();
                }
                waitAtMost(Math.max(left, 0));
                try {
                    int read = super.read(bytes, offset, length);
                    patience.arrived(Math.max(read, 0));
                    return read;
                } catch (SocketTimeoutException late) {
                    throw patience.over();
                }
            }

            // nothing: Jedis' buffer asks, for more than what it has itself, and the kernel is slow to tell
            @Override
            public int available() {
                return 0;
            }
        };
    }

    private void waitAtMost(int millis) throws SocketException {
        if (waiting != millis) {
            super.setSoTimeout(millis);
            waiting = millis;
        }
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
        OutputStream out = super.getOutputStream();
        return new OutputStream() {
            @Override
            public void write(int one) throws IOException {
                write(new byte[] {(byte) one}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                unanswered += length;
                if (unanswered <= BUFFERED_BYTES) {
                    out.write(bytes, offset, length);
                } else {
                    writeInPieces(bytes, offset, length);
                }
                patience.written();
            }

            private void writeInPieces(byte[] bytes, int offset, int length) throws IOException {
                for (int done = 0; done < length; done += Patience.PIECE_BYTES) {
                    int from = offset + done;
                    int piece = Math.min(Patience.PIECE_BYTES, length - done);
                    within(getSoTimeout(), "write timed out", () -> out.write(bytes, from, piece));
                }
            }
        };
    }
}
