package dev.larder.internal.cache;

import dev.larder.LoadException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A load under way in this process, which others of this process wait for.
 *
 * @param <V> the type of the value
 */
final class Flight<V> {
    /**
     * How a flight ended.
     *
     * @param <V> the type of the value
     * @param value for all that waited; null if there is none for them
     * @param failure what the loader threw; null if it did not, or they have to look again
     * @param refused whether the value was not stored, for something newer had happened
     * @param since when a load began that nothing kept from being outdated; null if the value was stored
     */
    record Landing<V>(
            @Nullable V value,
            @Nullable Throwable failure,
            boolean refused,
            @Nullable Long since) {
        /** Whether those who came at this time may have the value: what was changed before they came is in it. */
        boolean isFor(long came) {
            return since == null || since - came >= 0;
        }
    }

    private final Thread leader = Thread.currentThread();
    private final CompletableFuture<Landing<V>> landing = new CompletableFuture<>();
    private final AtomicLong since = new AtomicLong();

    /** Whether the calling thread leads, so that it must not wait. */
    boolean isOwn() {
        return leader == Thread.currentThread();
    }

    void landWith(V value) {
        landing.complete(new Landing<>(value, null, false, null));
    }

    /** The loader begins now, without a lease. */
    void loading() {
        since.set(System.nanoTime());
    }

    /** The value was loaded without a lease: it is for those that came before its loader began; the others look again. */
    void landWithout(V value) {
        landing.complete(new Landing<>(value, null, false, since.get()));
    }

    /** The value was loaded and not stored: those that wait look again. */
    void landRefused() {
        landing.complete(new Landing<>(null, null, true, null));
    }

    void fail(Throwable failure) {
        landing.complete(new Landing<>(null, failure, false, null));
    }

    /** Ends a flight that has not ended otherwise: those that wait look again. */
    void abandon() {
        landing.complete(new Landing<>(null, null, false, null));
    }

    /** Waits for the end; null if the time ran out before. */
    @Nullable
    Landing<V> await(String key, long nanos) {
        try {
            return landing.get(Math.max(0, nanos), TimeUnit.NANOSECONDS);
        } catch (TimeoutException late) {
            return null;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new LoadException("interrupted while another caller loads '" + key + "'", interrupted);
        } catch (ExecutionException never) {
            throw new IllegalStateException(never);
        }
    }
}
