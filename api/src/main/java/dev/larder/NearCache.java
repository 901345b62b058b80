package dev.larder;

import java.time.Duration;
import java.util.Objects;

/** Copies of entries in the memory of this process, for keys that are read far more often than they change. */
public final class NearCache {
    /** Keeps no copies. The default. */
    public static final NearCache NONE = new NearCache(0, Duration.ZERO);

    private final int max;
    private final Duration keepFor;

    private NearCache(int max, Duration keepFor) {
        this.max = max;
        this.keepFor = keepFor;
    }

    /**
     * Keeps copies of at most this many entries, each for at most a second.
     *
     * @throws IllegalArgumentException if less than 1
     */
    public static NearCache ofMax(int max) {
        if (max < 1) {
            throw new IllegalArgumentException("a near cache needs room for at least 1 entry but max was " + max
                    + "; use NearCache.NONE for none");
        }
        return new NearCache(max, Duration.ofSeconds(1));
    }

    /**
     * Keeps a copy for at most this long, which bounds how old a read may be.
     *
     * @throws IllegalArgumentException if not positive or longer than a day
     */
    public NearCache keepFor(Duration keepFor) {
        Objects.requireNonNull(keepFor, "keepFor");
        if (keepFor.isZero() || keepFor.isNegative() || keepFor.compareTo(Duration.ofDays(1)) > 0) {
            throw new IllegalArgumentException("keepFor must be positive and at most a day but was " + keepFor);
        }
        return new NearCache(max, keepFor);
    }

    /** The most copies; 0 for {@link #NONE}. */
    public int max() {
        return max;
    }

    /** The longest life of a copy. */
    public Duration keepFor() {
        return keepFor;
    }

    @Override
    public String toString() {
        return max == 0 ? "NearCache[none]" : "NearCache[max=" + max + ", keepFor=" + keepFor + "]";
    }
}
