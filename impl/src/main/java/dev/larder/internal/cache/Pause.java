package dev.larder.internal.cache;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

/** Waits between looks at Redis: 8 to 50 ms, growing, jittered, and never past a deadline. */
final class Pause {
    private static final long SHORTEST = Duration.ofMillis(8).toNanos();
    private static final long LONGEST = Duration.ofMillis(50).toNanos();

    private static final Duration LONGEST_WAIT = Duration.ofDays(365);

    private final long deadline;
    private long next = SHORTEST;

    private Pause(long deadline) {
        this.deadline = deadline;
    }

    static Pause atMost(Duration wait) {
        Duration bounded = wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait;
        return new Pause(System.nanoTime() + Math.max(0, bounded.toNanos()));
    }

    /** Waits a little; false, at once, if the time is over or the thread is interrupted, whose flag stays. */
    boolean next() {
        return next(Long.MAX_VALUE);
    }

    /** Waits a little, but not longer than this; false, at once, if the time is over or the thread is interrupted. */
    boolean next(long atMostMillis) {
        long left = leftNanos();
        if (left <= 0 || Thread.currentThread().isInterrupted()) {
            return false;
        }
        long jittered = next / 2 + ThreadLocalRandom.current().nextLong(next / 2 + 1);
        long bound = atMostMillis > 1000
                ? LONGEST
                : Duration.ofMillis(Math.max(1, atMostMillis)).toNanos();
        LockSupport.parkNanos(this, Math.min(Math.min(left, bound), Math.max(jittered, SHORTEST)));
        next = Math.min(LONGEST, next * 3 / 2);
        return !Thread.currentThread().isInterrupted();
    }

    long leftNanos() {
        return deadline - System.nanoTime();
    }
}
