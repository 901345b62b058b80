package dev.larder;

import java.time.Duration;
import java.util.Objects;

/** What a cache does while Redis is away, and when it looks whether it is back. */
public final class Resilience {
    private final boolean throwing;
    private final int retries;
    private final int failuresToOpen;
    private final Duration openFor;
    private final int loadsWhileAway;

    private Resilience(boolean throwing, int retries, int failuresToOpen, Duration openFor, int loadsWhileAway) {
        this.throwing = throwing;
        this.retries = retries;
        this.failuresToOpen = failuresToOpen;
        this.openFor = openFor;
        this.loadsWhileAway = loadsWhileAway;
    }

    /** Acts as if the cache were empty: reads miss, writes are dropped and reported, loaders run. The default. */
    public static Resilience missOnOutage() {
        return new Resilience(false, 1, 5, Duration.ofMillis(500), 32);
    }

    /** Throws {@link CacheUnavailableException} from every operation. */
    public static Resilience throwOnOutage() {
        return new Resilience(true, 1, 5, Duration.ofMillis(500), 32);
    }

    /**
     * How often a read is tried again on another connection when a pooled one had gone stale: 0 or 1, 1 by default.
     *
     * @throws IllegalArgumentException for any other number
     */
    public Resilience retries(int retries) {
        if (retries < 0 || retries > 1) {
            throw new IllegalArgumentException("retries must be 0 or 1 but was " + retries);
        }
        return new Resilience(throwing, retries, failuresToOpen, openFor, loadsWhileAway);
    }

    /**
     * How many failures in a row take a server for away, so that it is not asked for a while: 5 by default.
     *
     * @throws IllegalArgumentException if less than 1
     */
    public Resilience failuresToOpen(int failures) {
        if (failures < 1) {
            throw new IllegalArgumentException("failuresToOpen must be at least 1 but was " + failures);
        }
        return new Resilience(throwing, retries, failures, openFor, loadsWhileAway);
    }

    /**
     * How long a server that was taken for away is not asked: 500 ms by default.
     *
     * @throws IllegalArgumentException if not positive or longer than an hour
     */
    public Resilience openFor(Duration openFor) {
        Objects.requireNonNull(openFor, "openFor");
        if (openFor.isZero() || openFor.isNegative() || openFor.compareTo(Duration.ofHours(1)) > 0) {
            throw new IllegalArgumentException("openFor must be positive and at most an hour but was " + openFor);
        }
        return new Resilience(throwing, retries, failuresToOpen, openFor, loadsWhileAway);
    }

    /**
     * How many loads run at once in a cache while Redis is away: 32 by default. The others wait, at most as long as
     * {@link LoadOptions#waitFor}, and end in a {@link LoadException} then.
     *
     * @throws IllegalArgumentException if less than 1
     */
    public Resilience loadsWhileAway(int loads) {
        if (loads < 1) {
            throw new IllegalArgumentException("loadsWhileAway must be at least 1 but was " + loads);
        }
        return new Resilience(throwing, retries, failuresToOpen, openFor, loads);
    }

    /** Whether every operation throws while Redis is away. */
    public boolean throwsOnOutage() {
        return throwing;
    }

    /** How often a read is tried again. */
    public int retries() {
        return retries;
    }

    /** How many failures in a row take a server for away. */
    public int failuresToOpen() {
        return failuresToOpen;
    }

    /** How long a server that was taken for away is not asked. */
    public Duration openFor() {
        return openFor;
    }

    /** How many loads run at once while Redis is away. */
    public int loadsWhileAway() {
        return loadsWhileAway;
    }

    @Override
    public String toString() {
        return "Resilience[" + (throwing ? "throwOnOutage" : "missOnOutage") + ", retries=" + retries
                + ", failuresToOpen=" + failuresToOpen + ", openFor=" + openFor + ", loadsWhileAway=" + loadsWhileAway
                + "]";
    }
}
