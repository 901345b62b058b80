package dev.larder;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** How {@code getOrSet} keeps what it loads, and how long it waits for others that load the same. Immutable. */
public final class LoadOptions {
    private static final Duration LONGEST = Duration.ofDays(1);

    private final Ttl freshFor;
    private final Ttl keepFor;
    private final Duration lockFor;
    private final Duration waitFor;
    private final double refreshEarly;
    private final @Nullable Executor refresher;

    private LoadOptions(
            Ttl freshFor,
            Ttl keepFor,
            Duration lockFor,
            Duration waitFor,
            double refreshEarly,
            @Nullable Executor refresher) {
        this.freshFor = freshFor;
        this.keepFor = keepFor;
        this.lockFor = lockFor;
        this.waitFor = waitFor;
        this.refreshEarly = refreshEarly;
        this.refresher = refresher;
    }

    /** A value is fresh for this time, and not kept any longer; locks for 10 s, waits for 30 s. */
    public static LoadOptions freshFor(Ttl freshFor) {
        Objects.requireNonNull(freshFor, "freshFor");
        return new LoadOptions(freshFor, freshFor, Duration.ofSeconds(10), Duration.ofSeconds(30), 0, null);
    }

    /**
     * A value is kept for this time since it was loaded; from the end of its freshness on it is stale, and served while
     * one caller loads.
     *
     * @throws IllegalArgumentException if shorter than the freshness, or {@link Ttl#FOREVER} with a finite freshness
     */
    public LoadOptions keepFor(Ttl keepFor) {
        Objects.requireNonNull(keepFor, "keepFor");
        if (keepFor.isForever() && !freshFor.isForever()) {
            throw new IllegalArgumentException("keepFor(FOREVER) needs freshFor(FOREVER) but freshFor is " + freshFor
                    + "; the age of an entry is known only by the time that it has left, so give a long keepFor");
        }
        if (keepFor.duration().compareTo(freshFor.duration()) < 0) {
            throw new IllegalArgumentException(
                    "keepFor must be at least freshFor, which is " + freshFor + ", but was " + keepFor);
        }
        return new LoadOptions(freshFor, keepFor, lockFor, waitFor, refreshEarly, refresher);
    }

    /**
     * After a process has died while loading, others wait this long until one of them loads. A load may take longer: as
     * long as its process lives it keeps the others off, but not for more than ten minutes or ten times this, whichever is
     * longer; the value of a load that takes longer still is returned and not stored.
     *
     * @throws IllegalArgumentException if less than 10 ms or more than a day
     */
    public LoadOptions lockFor(Duration lockFor) {
        Objects.requireNonNull(lockFor, "lockFor");
        if (lockFor.compareTo(Duration.ofMillis(10)) < 0 || lockFor.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("lockFor must be from 10 ms to a day but was " + lockFor);
        }
        return new LoadOptions(freshFor, keepFor, lockFor, waitFor, refreshEarly, refresher);
    }

    /**
     * A caller waits this long for others that load the same key; then it loads for itself without writing.
     *
     * @throws IllegalArgumentException if negative or more than a day
     */
    public LoadOptions waitFor(Duration waitFor) {
        Objects.requireNonNull(waitFor, "waitFor");
        if (waitFor.isNegative() || waitFor.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("waitFor must be from zero to a day but was " + waitFor);
        }
        return new LoadOptions(freshFor, keepFor, lockFor, waitFor, refreshEarly, refresher);
    }

    /**
     * Lets one caller load a fresh value anew before its freshness ends, the more likely the nearer the end and the
     * longer the load took (optimal probabilistic early expiration, Vattani, Chierichetti and Lowenstein, VLDB 2015).
     *
     * @param beta 0 never does, 1 suits most, more is earlier
     * @throws IllegalArgumentException if negative, infinite or not a number
     */
    public LoadOptions refreshEarly(double beta) {
        if (!(beta >= 0) || Double.isInfinite(beta)) {
            throw new IllegalArgumentException("beta must be a number from 0 on but was " + beta);
        }
        return new LoadOptions(freshFor, keepFor, lockFor, waitFor, beta, refresher);
    }

    /** A stale value is served to the caller that loads too, and the load runs on this executor. */
    public LoadOptions refreshInBackground(Executor executor) {
        Objects.requireNonNull(executor, "executor");
        return new LoadOptions(freshFor, keepFor, lockFor, waitFor, refreshEarly, executor);
    }

    /** How long a loaded value is fresh. */
    public Ttl freshFor() {
        return freshFor;
    }

    /** How long a loaded value is kept in all. */
    public Ttl keepFor() {
        return keepFor;
    }

    /** How long the lease of a load lasts without a sign of life. */
    public Duration lockFor() {
        return lockFor;
    }

    /** The longest wait for others. */
    public Duration waitFor() {
        return waitFor;
    }

    /** How eagerly values are loaded before their freshness ends; 0 for never. */
    public double refreshEarly() {
        return refreshEarly;
    }

    /** What loads stale values in the background; null if their caller does. */
    public @Nullable Executor refresher() {
        return refresher;
    }

    @Override
    public String toString() {
        return "LoadOptions[freshFor=" + freshFor + ", keepFor=" + keepFor + ", lockFor=" + lockFor + ", waitFor="
                + waitFor + ", refreshEarly=" + refreshEarly + ", inBackground=" + (refresher != null) + "]";
    }
}
