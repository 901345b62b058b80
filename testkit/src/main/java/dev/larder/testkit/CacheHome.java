package dev.larder.testkit;

import dev.larder.Cache;
import dev.larder.CacheBuilder;
import dev.larder.ValueType;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** What a part of {@link CacheContract} is given: caches on one topology, under prefixes that only this test uses. */
interface CacheHome {
    /** The builder of this test, with a prefix of its own; all caches built by it see the same entries. */
    CacheBuilder here();

    /** The prefix of {@link #here()}. */
    String prefix();

    /** Closes the cache at the end of the test. */
    <V> Cache<V> opened(Cache<V> cache);

    /** A cache of this test. */
    default <V> Cache<V> cache(Class<V> type) {
        return opened(here().build(type));
    }

    /** A cache of this test. */
    default <V> Cache<V> cache(ValueType<V> type) {
        return opened(here().build(type));
    }

    /** A cache of this test under another prefix. */
    default Cache<String> under(String prefix) {
        Cache<String> cache = opened(here().keyPrefix(prefix).build(String.class));
        here().keyPrefix(prefix());
        return cache;
    }

    /** Waits until something holds, for as long as a slow machine may need. */
    static void until(BooleanSupplier holds) {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!holds.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("it did not come true within 20 s");
            }
            pause(5);
        }
    }

    /** Lets time pass. */
    static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }
}
