package dev.larder.samples;

import dev.larder.Cache;
import java.util.List;

/** Sums over the whole index: slow to compute, and asked for by many at once. */
record Totals(long classes, long methods, long constants, long codeBytes, String largest, int largestBytes) {
    private static final Totals NONE = new Totals(0, 0, 0, 0, "", 0);

    /** Reads every summary from the cache. */
    static Totals of(Cache<ClassSummary> index, List<String> names) {
        Totals totals = NONE;
        for (List<String> batch : Batches.of(names)) {
            for (ClassSummary summary : index.getMany(batch).values()) {
                totals = totals.plus(summary);
            }
        }
        return totals;
    }

    private Totals plus(ClassSummary summary) {
        boolean larger = summary.fileBytes() > largestBytes;
        return new Totals(
                classes + 1,
                methods + summary.methods(),
                constants + summary.constants(),
                codeBytes + summary.codeBytes(),
                larger ? summary.name() : largest,
                larger ? summary.fileBytes() : largestBytes);
    }
}
