package dev.larder.testkit;

import dev.larder.Cache;
import dev.larder.LoadOptions;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** A load that has begun on a thread of its own and does not end before it may. */
final class HeldLoad {
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch mayEnd = new CountDownLatch(1);
    private final Future<String> result;

    /** Begins it and returns when the loader runs. */
    HeldLoad(Cache<String> cache, String key, String value, LoadOptions options) {
        result = Together.begin(() -> cache.getOrSet(
                key,
                () -> {
                    begun.countDown();
                    await(mayEnd);
                    return value;
                },
                options));
        await(begun);
    }

    /** Lets it end and returns what its caller gets. */
    String end() {
        mayEnd.countDown();
        return Together.result(result);
    }

    private static void await(CountDownLatch latch) {
        try {
            if (!latch.await(60, TimeUnit.SECONDS)) {
                throw new AssertionError("a load was not begun or not ended in 60 s");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting", interrupted);
        }
    }
}
