package dev.larder.internal.cache;

import dev.larder.LoadException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Lets only so many loads run at once while Redis is away, so that what the cache keeps from the database otherwise does
 * not come over it all together.
 */
final class Bulkhead {
    private final int size;
    private final Semaphore places;
    /** Their nested loads have a place already; else loads that wait for each other's would all wait. */
    private final Set<Thread> inside = ConcurrentHashMap.newKeySet();

    Bulkhead(int size) {
        this.size = size;
        this.places = new Semaphore(size);
    }

    /**
     * Runs a load, or waits for a place first.
     *
     * @param keys what is loaded, for messages
     * @throws LoadException if the time is over before, or the thread is interrupted
     */
    <T> T run(Object keys, long nanos, Supplier<T> load) {
        Thread thread = Thread.currentThread();
        if (inside.contains(thread)) {
            return load.get();
        }
        takePlace(keys, nanos);
        inside.add(thread);
        try {
            return load.get();
        } finally {
            inside.remove(thread);
            places.release();
        }
    }

    private void takePlace(Object keys, long nanos) {
        try {
            if (!places.tryAcquire() && !places.tryAcquire(nanos, TimeUnit.NANOSECONDS)) {
                throw new LoadException("Redis is away, and " + size + " loads run without it already; " + keys
                        + " was not loaded, for none of them ended in time. Find why they are slow, or raise"
                        + " Resilience.loadsWhileAway");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new LoadException("interrupted before " + keys + " was loaded", interrupted);
        }
    }
}
