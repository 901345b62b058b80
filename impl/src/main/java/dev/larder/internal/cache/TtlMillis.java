package dev.larder.internal.cache;

import dev.larder.Ttl;
import dev.larder.internal.store.Store;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** Times to live as the store counts them, shortened at random by up to a share. */
final class TtlMillis {
    private final double jitter;

    TtlMillis(double jitter) {
        this.jitter = jitter;
    }

    /** What to ask of the store, at least 1. */
    long of(Ttl ttl) {
        if (ttl.isForever()) {
            return Store.FOREVER;
        }
        long millis = ttl.duration().toMillis();
        return jitter == 0
                ? millis
                : Math.max(
                        1,
                        millis
                                - (long) (millis
                                        * jitter
                                        * ThreadLocalRandom.current().nextDouble()));
    }

    /** What the store answered; null if there is no entry. */
    static @Nullable Ttl toTtl(long millis) {
        if (millis == Store.ABSENT) {
            return null;
        }
        return millis == Store.FOREVER ? Ttl.FOREVER : Ttl.ofMillis(Math.max(1, millis));
    }
}
