package dev.larder.internal.jedis;

import java.net.SocketTimeoutException;
import java.util.concurrent.TimeUnit;

/**
 * How long bytes are waited for. A timeout of a socket starts anew with each byte, so a server that sends one now and then
 * could hold up its caller for ever. Here, within a timeout from the last command on, a reply has come as a whole or a piece
 * of it has; then the next piece has as long. So slow networks still carry large values. For one thread at a time.
 */
final class Patience {
    /** As much as has to move on within one timeout. */
    static final int PIECE_BYTES = 64 << 10;

    /** What came in time is taken, though this thread was held up: so many reads of what is there already. */
    private static final int LATE_READS = 16;

    private int millis;
    private long end;
    private int arrived;
    private int late;
    private boolean opening;

    /** Forever, until a timeout is set. */
    Patience() {
        restart();
    }

    /** The timeout from now on; 0 for none. */
    void timeout(int millis) {
        this.millis = millis;
        written();
    }

    int timeout() {
        return millis;
    }

    /** Waits no longer than this for all that comes before the connection can be used, however much is asked. */
    void opensUntil(long nanoTime) {
        opening = true;
        end = nanoTime;
        late = 0;
    }

    /** The connection can be used. */
    void opened() {
        opening = false;
        restart();
    }

    /** Something was sent, which the reply cannot come before. */
    void written() {
        if (!opening) {
            restart();
        }
    }

    private void restart() {
        end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        arrived = 0;
        late = 0;
    }

    /**
     * How many milliseconds to wait for the next bytes: 0 to take no more than what is there, -1 to wait for ever.
     *
     * @throws SocketTimeoutException if the time is over, and what was there then has been taken
     */
    int millisLeft() throws SocketTimeoutException {
        if (millis == 0 && !opening) {
            return -1;
        }
        long left = end - System.nanoTime();
        if (left > 0) {
            return (int) Math.min(Integer.MAX_VALUE, TimeUnit.NANOSECONDS.toMillis(left + 999_999));
        }
        if (++late > LATE_READS) {
            throw over();
        }
        return 0;
    }

    /** That it is over. */
    SocketTimeoutException over() {
        return new SocketTimeoutException(opening ? "login timed out" : "read timed out");
    }

    /** So many bytes of the reply came. */
    void arrived(int bytes) {
        arrived += bytes;
        if (arrived >= PIECE_BYTES) {
            written();
        }
    }
}
