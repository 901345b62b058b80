package dev.larder.internal.store;

import org.jspecify.annotations.Nullable;

/** How an attempt to take a lease ended. */
public sealed interface Acquired {
    /** The lease is ours. */
    record Granted() implements Acquired {
        /** The only one needed. */
        public static final Granted INSTANCE = new Granted();
    }

    /**
     * Another load is under way.
     *
     * @param leaseMillis how long its lease lasts without a sign of life
     */
    record Busy(long leaseMillis) implements Acquired {}

    /**
     * The last load failed, and nobody is to try again so soon.
     *
     * @param leftMillis how long that lasts
     */
    record CoolingDown(long leftMillis) implements Acquired {
        /** What stands in the place of a token meanwhile; no token is like it. */
        public static final String MARK = "cooling down";
    }

    /**
     * The entry is not what was seen before; the lease was not taken.
     *
     * @param now what is there now; null for nothing
     */
    record Changed(@Nullable Entry now) implements Acquired {}
}
