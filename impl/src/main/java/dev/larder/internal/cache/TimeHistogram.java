package dev.larder.internal.cache;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAccumulator;

/**
 * How many times were how long, to within 1/32 from 32 µs on and to a microsecond below: buckets that double their width with
 * each power of two, as those of HdrHistogram. Recording takes no lock and no memory.
 */
final class TimeHistogram {
    /** Two to this power buckets have the same width. */
    private static final int BITS = 5;

    private static final long LONGEST =
            TimeUnit.NANOSECONDS.toMicros(Duration.ofDays(30).toNanos());

    private final AtomicLongArray counts = new AtomicLongArray(bucketOf(LONGEST) + 1);
    private final LongAccumulator max = new LongAccumulator(Math::max, 0);

    /** Adds one; longer than thirty days counts as that. */
    void record(long nanos) {
        max.accumulate(nanos);
        counts.incrementAndGet(bucketOf(Math.min(TimeUnit.NANOSECONDS.toMicros(nanos), LONGEST)));
    }

    /** The longest time, in nanoseconds; 0 if there is none. */
    long max() {
        return max.get();
    }

    /** For each of these shares, from 0 to 1, the time that it did not exceed, in nanoseconds; 0 if there is none. */
    long[] percentiles(double... shares) {
        long[] snapshot = new long[counts.length()];
        Arrays.setAll(snapshot, counts::get);
        long total = Arrays.stream(snapshot).sum();
        long longest = max();
        return Arrays.stream(shares)
                .mapToLong(share -> Math.min(longest, until(snapshot, (long) Math.ceil(share * total))))
                .toArray();
    }

    /** The end of the bucket in which the time of this rank, from 1, lies. */
    private static long until(long[] counts, long rank) {
        long seen = 0;
        for (int bucket = 0; bucket < counts.length; bucket++) {
            seen += counts[bucket];
            if (seen >= rank && seen > 0) {
                return TimeUnit.MICROSECONDS.toNanos(endOf(bucket));
            }
        }
        return 0;
    }

    /** For small numbers themselves; above, the power of two and the next few bits. */
    private static int bucketOf(long micros) {
        int shift = Math.max(0, Long.SIZE - 1 - BITS - Long.numberOfLeadingZeros(micros));
        return (shift << BITS) + (int) (micros >>> shift);
    }

    /** The first number that is in a later bucket. */
    private static long endOf(int bucket) {
        int shift = Math.max(0, (bucket >>> BITS) - 1);
        return ((long) bucket - ((long) shift << BITS) + 1) << shift;
    }
}
