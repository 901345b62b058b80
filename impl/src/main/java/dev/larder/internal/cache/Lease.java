package dev.larder.internal.cache;

import dev.larder.CacheUnavailableException;
import dev.larder.internal.store.Alarm;
import dev.larder.internal.store.EntryKey;
import dev.larder.internal.store.Store;
import dev.larder.internal.store.UnfitEntryException;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The lease of a load that was granted to this process: renewed at a third of its time until the load ends, whatever way,
 * until it is refused, or until the load has lasted too long. It is never taken again.
 */
final class Lease {
    private static final Duration COOL_DOWN = Duration.ofSeconds(1);
    private static final Duration LONGEST_AT_LEAST = Duration.ofMinutes(10);
    private static final int LONGEST_IN_LEASES = 10;

    private enum State {
        HELD,
        /** The load has ended. */
        ENDED,
        /** The load goes on, but its value will not be stored. */
        LOST
    }

    private final Store store;
    private final Alarm alarm;
    private final EntryKey key;
    private final byte[] token;
    private final Duration lockFor;
    private final Runnable onLoss;
    private final AtomicReference<State> state = new AtomicReference<>(State.HELD);
    private final long grantedAt;
    private volatile long confirmedAt;
    private volatile @Nullable Future<?> beat;

    private Lease(Store store, Alarm alarm, EntryKey key, byte[] token, Duration lockFor, Runnable onLoss) {
        this.store = store;
        this.alarm = alarm;
        this.key = key;
        this.token = token;
        this.lockFor = lockFor;
        this.onLoss = onLoss;
        this.grantedAt = alarm.nanoTime();
        this.confirmedAt = grantedAt;
    }

    /**
     * A lease that was granted just now; its heart begins to beat.
     *
     * @param onLoss called once if the lease is lost before the load ends
     */
    static Lease granted(Store store, Alarm alarm, EntryKey key, byte[] token, Duration lockFor, Runnable onLoss) {
        Lease lease = new Lease(store, alarm, key, token, lockFor, onLoss);
        lease.beatLater();
        return lease;
    }

    EntryKey key() {
        return key;
    }

    byte[] token() {
        return token;
    }

    /** How long a lease is kept alive for a load that does not end. */
    static Duration longest(Duration lockFor) {
        Duration inLeases = lockFor.multipliedBy(LONGEST_IN_LEASES);
        return inLeases.compareTo(LONGEST_AT_LEAST) > 0 ? inLeases : LONGEST_AT_LEAST;
    }

    /** How long the others are kept off if the load fails. */
    Duration coolDown() {
        return lockFor.compareTo(COOL_DOWN) < 0 ? lockFor : COOL_DOWN;
    }

    /** Whether nobody may store a value under it any more. */
    boolean isOver() {
        return state.get() != State.HELD;
    }

    /** Stops the heart; false if it had stopped before. */
    boolean end() {
        boolean held = state.compareAndSet(State.HELD, State.ENDED);
        cancelBeat();
        return held;
    }

    private void cancelBeat() {
        Future<?> next = beat;
        if (next != null) {
            next.cancel(false);
        }
    }

    private void beatLater() {
        beat = alarm.after(lockFor.toNanos() / 3, store.serverOf(key.bytes()), this::beat);
        if (isOver()) {
            cancelBeat();
        }
    }

    private void beat() {
        if (isOver()) {
            return;
        }
        if (alarm.nanoTime() - grantedAt >= longest(lockFor).toNanos()) {
            lose();
            return;
        }
        try {
            if (!store.renew(key, token, lockFor.toMillis())) {
                lose();
                return;
            }
            confirmedAt = alarm.nanoTime();
        } catch (CacheUnavailableException away) {
            // not a refusal; but a lease that nobody could renew has run out, and whether it has is told by the commit
            if (alarm.nanoTime() - confirmedAt >= lockFor.toNanos()) {
                return;
            }
        } catch (UnfitEntryException notEvenAToken) {
            lose();
            return;
        }
        beatLater();
    }

    private void lose() {
        if (state.compareAndSet(State.HELD, State.LOST)) {
            onLoss.run();
        }
    }
}
