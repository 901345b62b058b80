package dev.larder.benchmarks;

import java.util.Arrays;

/**
 * What the rounds of one run say together.
 *
 * @param lower a quarter of the rounds found no more
 * @param upper a quarter of the rounds found no less
 */
public record Spread(double median, double lower, double upper, double least, double most) {
    /** Of one value a round, of which there is at least one. */
    public static Spread of(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return new Spread(at(sorted, 0.5), at(sorted, 0.25), at(sorted, 0.75), at(sorted, 0), at(sorted, 1));
    }

    /** Between two values in proportion to how near each is. */
    private static double at(double[] sorted, double share) {
        double place = share * (sorted.length - 1);
        int below = (int) place;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }
}
