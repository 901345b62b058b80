package dev.larder.internal.store;

import java.util.concurrent.Future;

/** Time, and what is to be done when it has passed. */
public interface Alarm extends AutoCloseable {
    /** Nanoseconds since some moment. */
    long nanoTime();

    /**
     * Does something later, unless it is cancelled or the alarm is closed before.
     *
     * @param server what it waits for holds up nothing that concerns other servers
     */
    Future<?> after(long nanos, String server, Runnable task);

    /** Drops what is not begun. */
    @Override
    void close();
}
