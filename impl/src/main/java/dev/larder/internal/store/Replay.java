package dev.larder.internal.store;

import dev.larder.CacheUnavailableException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tries, again and again while a {@link Journal} has something, to remove its keys from Redis; the leases first. To those
 * servers that do not answer it comes back, and as one caller among others it is kept off while a {@link Breaker} is open,
 * or is the one that tries whether the server is back.
 */
final class Replay {
    private static final Logger LOG = LoggerFactory.getLogger("dev.larder.Server");
    private static final long SOONEST = Duration.ofMillis(50).toNanos();
    private static final long LATEST = Duration.ofMillis(800).toNanos();
    private static final int AT_ONCE = 1_000;

    private final Store store;
    private final Journal journal;
    private final Alarm alarm;
    private final AtomicBoolean trying = new AtomicBoolean();
    private final AtomicBoolean forgetting = new AtomicBoolean();
    private volatile @Nullable Future<?> next;
    /** Used by one thread at a time. */
    private volatile long pause = SOONEST;

    Replay(Store store, Journal journal, Alarm alarm) {
        this.store = store;
        this.journal = journal;
        this.alarm = alarm;
    }

    /** These changes may not have arrived. */
    void remember(List<EntryKey> keys) {
        if (journal.remember(keys) > 0 && forgetting.compareAndSet(false, true)) {
            LOG.warn(
                    "more than {} changes could not be sent to Redis; the oldest are forgotten, so what they should have"
                            + " removed may be found again until it expires",
                    Journal.MOST);
        }
        tryIn(0);
    }

    private void tryIn(long nanos) {
        if (trying.compareAndSet(false, true)) {
            next = alarm.after(nanos, "journal", this::round);
        }
    }

    private void round() {
        try {
            boolean going = true;
            while (going && !journal.isEmpty()) {
                going = isMade();
            }
            pause = going ? SOONEST : Math.min(2 * pause, LATEST);
        } finally {
            trying.set(false);
            if (journal.isEmpty()) {
                forgetting.set(false);
            } else {
                // many processes that lost a server together do not come back to it together
                tryIn(ThreadLocalRandom.current().nextLong(pause / 2, pause));
            }
        }
    }

    /** Whether the oldest changes could all be made up for. */
    private boolean isMade() {
        List<Journal.Change> oldest = journal.oldest(AT_ONCE);
        List<EntryKey> keys = oldest.stream().map(Journal.Change::key).toList();
        try {
            store.deleteMany(keys, RoundTrip.afresh());
            journal.made(oldest);
            return true;
        } catch (CacheUnavailableException away) {
            journal.made(PartlyAnswered.answered(away, oldest));
            journal.postpone(oldest);
            return false;
        } catch (IllegalStateException closed) {
            return false;
        }
    }

    /** Tries once more, and then gives up. */
    void close() {
        Future<?> last = next;
        if (last != null) {
            last.cancel(false);
        }
        if (!journal.isEmpty() && !isMade()) {
            LOG.warn(
                    "{} changes never reached Redis; what they should have removed may be found until it expires",
                    journal.size());
        }
    }
}
