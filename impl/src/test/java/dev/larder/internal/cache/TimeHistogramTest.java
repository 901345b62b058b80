package dev.larder.internal.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class TimeHistogramTest {
    private final TimeHistogram histogram = new TimeHistogram();

    @Test
    void knows_nothing_at_first() {
        assertThat(histogram.percentiles(0, 0.5, 1)).containsOnly(0);
        assertThat(histogram.max()).isZero();
    }

    @Test
    void a_percentile_is_never_too_short_and_at_most_a_thirty_second_too_long() {
        Random random = new Random(7);
        // from a microsecond to hours, as many of each length of number
        long[] nanos = LongStream.range(0, 10_000)
                .map(i -> (long) (1_000 * Math.exp(random.nextDouble() * Math.log(1e10))))
                .toArray();
        Arrays.stream(nanos).forEach(histogram::record);
        Arrays.sort(nanos);
        for (double share : new double[] {0.001, 0.01, 0.1, 0.25, 0.5, 0.9, 0.95, 0.99, 0.999, 1}) {
            long right = nanos[(int) Math.ceil(share * nanos.length) - 1];
            assertThat(histogram.percentiles(share)[0])
                    .as("%s", share)
                    .isBetween(right, right + Math.max(1_000, right / 32));
        }
    }

    @Test
    void whole_microseconds_below_the_first_doubling_are_told_apart() {
        LongStream.rangeClosed(0, 9).forEach(micros -> histogram.record(micros * 1_000));
        assertThat(histogram.percentiles(0.1, 0.5, 0.9, 1)).containsExactly(1_000, 5_000, 9_000, 9_000);
    }

    @Test
    void the_longest_time_is_exact_and_no_percentile_exceeds_it() {
        histogram.record(1_234_567_891);
        assertThat(histogram.max()).isEqualTo(1_234_567_891);
        assertThat(histogram.percentiles(0.5, 1)).containsOnly(1_234_567_891);
    }

    @Test
    void a_time_beyond_all_measure_is_counted_too() {
        histogram.record(0);
        histogram.record(Long.MAX_VALUE);
        assertThat(histogram.percentiles(0.5)[0]).isEqualTo(1_000);
        assertThat(histogram.percentiles(1)[0])
                .isGreaterThanOrEqualTo(Duration.ofDays(30).toNanos());
        assertThat(histogram.max()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void many_threads_lose_nothing() {
        CompletableFuture.allOf(IntStream.range(0, 4)
                        .mapToObj(i -> CompletableFuture.runAsync(
                                () -> LongStream.rangeClosed(1, 10_000).forEach(n -> histogram.record(n * 1_000))))
                        .toArray(CompletableFuture<?>[]::new))
                .join();
        // had one been lost, the share would fall before the last
        histogram.record(Duration.ofHours(1).toNanos());
        assertThat(histogram.percentiles(40_000.0 / 40_001)[0]).isBetween(10_000_000L, 10_400_000L);
        assertThat(histogram.percentiles(40_000.5 / 40_001)[0])
                .isEqualTo(Duration.ofHours(1).toNanos());
    }
}
