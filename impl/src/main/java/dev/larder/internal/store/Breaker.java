package dev.larder.internal.store;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Keeps callers from a server that does not answer: closed until some calls in a row have failed, then open for a while, and
 * then half open: one caller tries, the others are kept off until it has succeeded, which closes the breaker.
 */
public final class Breaker {
    /** So that processes which lost a server together do not come back to it together. */
    private static final double JITTER = 0.2;

    private static final long CLOSED = Long.MIN_VALUE;

    private final int failuresToOpen;
    private final long openNanos;
    private final LongSupplier nanoTime;
    private final AtomicInteger failures = new AtomicInteger();
    /** When the next caller may try, or {@link #CLOSED}. */
    private final AtomicLong nextTry = new AtomicLong(CLOSED);

    /**
     * A closed breaker.
     *
     * @param failuresToOpen how many failures in a row open it
     * @param openFor for how long, more or less
     */
    public Breaker(int failuresToOpen, Duration openFor) {
        this(failuresToOpen, openFor, System::nanoTime);
    }

    Breaker(int failuresToOpen, Duration openFor, LongSupplier nanoTime) {
        this.failuresToOpen = failuresToOpen;
        this.openNanos = openFor.toNanos();
        this.nanoTime = nanoTime;
    }

    /** Whether this call may go; if it may and the breaker is not closed, it is the one that tries. */
    boolean admits() {
        long next = nextTry.get();
        if (next == CLOSED) {
            return true;
        }
        // whoever tries and never tells, for its thread has died, holds up the others no longer than this
        return nanoTime.getAsLong() - next >= 0 && nextTry.compareAndSet(next, inAWhile());
    }

    /** It answered. */
    void succeeded() {
        // open without failures: it was told of this while it was being told of the failure that opened it
        if (failures.get() != 0 || nextTry.get() != CLOSED) {
            failures.set(0);
            nextTry.set(CLOSED);
        }
    }

    /** It did not answer. */
    void failed() {
        if (failures.incrementAndGet() >= failuresToOpen) {
            nextTry.set(inAWhile());
        }
    }

    /** In how many milliseconds the next call may go. */
    long millisToNextTry() {
        long next = nextTry.get();
        // another may have closed it just now
        return next == CLOSED
                ? 0
                : Math.max(0, Duration.ofNanos(next - nanoTime.getAsLong()).toMillis());
    }

    private long inAWhile() {
        double share = ThreadLocalRandom.current().nextDouble(1 - JITTER, 1 + JITTER);
        return nanoTime.getAsLong() + (long) (openNanos * share);
    }
}
