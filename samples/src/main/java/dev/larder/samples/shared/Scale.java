package dev.larder.samples.shared;

import java.util.function.DoubleUnaryOperator;

/** Where a value lies in a picture: between two places, in proportion to itself or to its logarithm. */
public final class Scale {
    private final DoubleUnaryOperator measure;
    private final double least;
    private final double most;
    private final double start;
    private final double end;

    private Scale(DoubleUnaryOperator measure, double least, double most, double start, double end) {
        this.measure = measure;
        this.least = measure.applyAsDouble(least);
        this.most = measure.applyAsDouble(most);
        this.start = start;
        this.end = end;
    }

    /** Equal differences are equally long. */
    public static Scale linear(double least, double most, double start, double end) {
        return new Scale(value -> value, least, most, start, end);
    }

    /** Equal ratios are equally long; values are positive. */
    public static Scale logarithmic(double least, double most, double start, double end) {
        return new Scale(Math::log10, least, most, start, end);
    }

    /** The place of a value, which is brought into the range if it lies out of it. */
    public double at(double value) {
        double share = (measure.applyAsDouble(value) - least) / (most - least);
        return start + (end - start) * Math.max(0, Math.min(1, share));
    }
}
