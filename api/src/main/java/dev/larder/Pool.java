package dev.larder;

import java.time.Duration;
import java.util.Objects;

/** How many connections to one server there may be, and how long a caller waits for one. */
public final class Pool {
    /** At most 16 connections, none kept idle by force, 500 ms of waiting. */
    public static final Pool DEFAULT = new Pool(16, 0, Duration.ofMillis(500));

    private final int max;
    private final int minIdle;
    private final Duration maxWait;

    private Pool(int max, int minIdle, Duration maxWait) {
        this.max = max;
        this.minIdle = minIdle;
        this.maxWait = maxWait;
    }

    /**
     * At most this many connections to each server, and one more that renews leases and locks when all are in use.
     *
     * @throws IllegalArgumentException if less than 1
     */
    public static Pool ofMax(int max) {
        if (max < 1) {
            throw new IllegalArgumentException("a pool needs at least 1 connection but max was " + max);
        }
        return new Pool(max, 0, DEFAULT.maxWait);
    }

    /**
     * Keeps this many connections open while idle.
     *
     * @throws IllegalArgumentException if negative or more than the maximum
     */
    public Pool minIdle(int minIdle) {
        if (minIdle < 0 || minIdle > max) {
            throw new IllegalArgumentException(
                    "minIdle must be from 0 to max, which is " + max + ", but was " + minIdle);
        }
        return new Pool(max, minIdle, maxWait);
    }

    /**
     * How long a caller waits for a connection when all are in use; zero fails at once.
     *
     * @throws IllegalArgumentException if negative or longer than a day
     */
    public Pool maxWait(Duration maxWait) {
        Objects.requireNonNull(maxWait, "maxWait");
        if (maxWait.isNegative() || maxWait.compareTo(Duration.ofDays(1)) > 0) {
            throw new IllegalArgumentException("maxWait must be from zero (fail at once) to a day but was " + maxWait);
        }
        return new Pool(max, minIdle, maxWait);
    }

    /** The most connections to one server. */
    public int max() {
        return max;
    }

    /** The connections kept open while idle. */
    public int minIdle() {
        return minIdle;
    }

    /** The longest wait for a connection. */
    public Duration maxWait() {
        return maxWait;
    }

    @Override
    public String toString() {
        return "Pool[max=" + max + ", minIdle=" + minIdle + ", maxWait=" + maxWait + "]";
    }
}
