package dev.larder.internal.store;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;
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
     * The last load failed, and nobody but its owner is to try again so soon.
     *
     * @param leftMillis how long that lasts
     */
    record CoolingDown(long leftMillis) implements Acquired {
        /** How that begins which stands in the place of a token meanwhile; no token begins so. */
        public static final String MARK = "cooling down";

        /** How many bytes at the beginning of a token name its owner, who may try all the same. */
        public static final int OWNER_LENGTH = 8;

        /** What stands there after a failure of the owner of this token. */
        public static byte[] mark(byte[] token) {
            byte[] mark = Arrays.copyOf(MARK.getBytes(US_ASCII), MARK.length() + Math.min(OWNER_LENGTH, token.length));
            System.arraycopy(token, 0, mark, MARK.length(), mark.length - MARK.length());
            return mark;
        }

        public static boolean isMark(byte[] token) {
            byte[] mark = mark(new byte[0]);
            return token.length >= mark.length && Arrays.equals(mark, 0, mark.length, token, 0, mark.length);
        }
    }

    /**
     * The entry is not what was seen before; the lease was not taken.
     *
     * @param now what is there now; null for nothing
     */
    record Changed(@Nullable Entry now) implements Acquired {}
}
