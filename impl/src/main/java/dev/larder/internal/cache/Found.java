package dev.larder.internal.cache;

import dev.larder.internal.store.Seen;
import dev.larder.internal.store.Store;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * What a look at an entry found.
 *
 * @param <V> the type of the value
 * @param value the value; null if there is none that can be read
 * @param freshMillis how long it is still fresh, {@link Store#FOREVER} if to no end; 0 for stale or missing
 * @param loadMillis how long its load took; 0 if unknown
 * @param seen what to tell a later change by
 */
record Found<V>(@Nullable V value, long freshMillis, long loadMillis, Seen seen) {
    static <V> Found<V> nothing(Seen seen) {
        return new Found<>(null, 0, 0, seen);
    }

    boolean isFresh() {
        return freshMillis != 0;
    }

    /** Whether to load a fresh value anew already, by the rule of XFetch. */
    boolean isDueEarly(double beta) {
        if (beta == 0 || loadMillis == 0 || freshMillis == Store.FOREVER) {
            return false;
        }
        double lead =
                -loadMillis * beta * Math.log(1 - ThreadLocalRandom.current().nextDouble());
        return lead >= freshMillis;
    }
}
