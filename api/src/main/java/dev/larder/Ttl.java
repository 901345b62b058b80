package dev.larder;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Objects;

/**
 * How long an entry lives: a positive number of whole milliseconds, or {@link #FOREVER}.
 *
 * @param duration the time to live; fractions of a millisecond are rounded up, so that no entry lives shorter than asked
 */
public record Ttl(Duration duration) {
    /** The entry never expires. */
    public static final Ttl FOREVER = new Ttl(ChronoUnit.FOREVER.getDuration());

    private static final Duration LONGEST = Duration.ofDays(36_525);

    /**
     * Accepts a positive duration of at most 100 years, and the endless one of {@link #FOREVER}.
     *
     * @throws IllegalArgumentException if the duration is zero, negative, or finite and longer than 100 years
     */
    public Ttl {
        Objects.requireNonNull(duration, "duration");
        if (duration.isNegative() || duration.isZero()) {
            throw new IllegalArgumentException(
                    "ttl must be positive but was " + duration + "; use delete(key) to remove an entry");
        }
        if (!duration.equals(ChronoUnit.FOREVER.getDuration())) {
            if (duration.compareTo(LONGEST) > 0) {
                throw new IllegalArgumentException("ttl must be at most 100 years but was " + duration
                        + "; use Ttl.FOREVER for an entry that never expires");
            }
            duration = wholeMillis(duration);
        }
    }

    private static Duration wholeMillis(Duration duration) {
        Duration whole = duration.truncatedTo(ChronoUnit.MILLIS);
        return whole.equals(duration) ? duration : whole.plusMillis(1);
    }

    /** A time to live of this duration; see {@link Ttl#Ttl(Duration)}. */
    public static Ttl of(Duration duration) {
        return new Ttl(duration);
    }

    /** A time to live of this many milliseconds, at least 1. */
    public static Ttl ofMillis(long millis) {
        return new Ttl(Duration.ofMillis(millis));
    }

    /** A time to live of this many seconds, at least 1. */
    public static Ttl ofSeconds(long seconds) {
        return new Ttl(Duration.ofSeconds(seconds));
    }

    /** A time to live of this many minutes, at least 1. */
    public static Ttl ofMinutes(long minutes) {
        return of(minutes, ChronoUnit.MINUTES);
    }

    /** A time to live of this many hours, at least 1. */
    public static Ttl ofHours(long hours) {
        return of(hours, ChronoUnit.HOURS);
    }

    /** A time to live of this many days of 24 hours, at least 1. */
    public static Ttl ofDays(long days) {
        return of(days, ChronoUnit.DAYS);
    }

    private static Ttl of(long amount, ChronoUnit unit) {
        try {
            return new Ttl(Duration.of(amount, unit));
        } catch (ArithmeticException tooLong) {
            throw new IllegalArgumentException(
                    "ttl must be from 1 ms to 100 years but was " + amount + " " + unit
                            + "; use Ttl.FOREVER for an entry that never expires",
                    tooLong);
        }
    }

    /** Whether the entry never expires. */
    public boolean isForever() {
        return equals(FOREVER);
    }

    /** The text {@code FOREVER} or the duration in ISO-8601, such as {@code PT5M}. */
    @Override
    public String toString() {
        return isForever() ? "FOREVER" : duration.toString();
    }
}
