package dev.larder.internal.store;

import dev.larder.CacheUnavailableException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Finds out, again and again while the servers are used, which replicas are well and how far each has come. One that is
 * down, loading, cut off from the primary, of another primary, or too far behind is left out until it is well again.
 */
final class ReplicaWatch {
    /** A replica that lacks older writes of the primary than these is left out. */
    static final Duration LONGEST_LAG = Duration.ofSeconds(5);

    private static final long OFTEN = Duration.ofMillis(50).toNanos();
    private static final long SELDOM = Duration.ofSeconds(1).toNanos();
    private static final long UNUSED = Duration.ofSeconds(10).toNanos();
    private static final int MOST_CHECKPOINTS = 1_000;

    /** When all writes of an epoch were within this offset of the primary's history. */
    private record Checkpoint(long epoch, String id, long offset, long nanoTime) {}

    private final Replication.Source primary;
    private final List<Replica> replicas;
    private final OwnWrites writes;
    private final Alarm alarm;
    private final String name;
    private final AtomicBoolean watching = new AtomicBoolean();
    private final Deque<Checkpoint> checkpoints = new ArrayDeque<>();
    private volatile long usedAt;
    private volatile @Nullable Future<?> next;

    ReplicaWatch(Replication.Source primary, List<Replica> replicas, OwnWrites writes, Alarm alarm, String name) {
        this.primary = primary;
        this.replicas = replicas;
        this.writes = writes;
        this.alarm = alarm;
        this.name = name;
    }

    /** The servers are used: their state must be known. */
    void used() {
        usedAt = alarm.nanoTime();
        if (!watching.get() && watching.compareAndSet(false, true)) {
            lookIn(0);
        }
    }

    private void lookIn(long nanos) {
        next = alarm.after(nanos, name, this::round);
    }

    /** Looks no more. */
    void close() {
        Future<?> last = next;
        if (last != null) {
            last.cancel(false);
        }
    }

    private void round() {
        if (alarm.nanoTime() - usedAt > UNUSED) {
            replicas.forEach(Replica::leaveOut);
            watching.set(false);
            return;
        }
        try {
            look();
        } finally {
            lookIn(writes.isEmpty() ? SELDOM : OFTEN);
        }
    }

    /** One look at the primary, then at each replica. */
    void look() {
        long epoch = writes.endEpoch();
        Replication now = said(primary);
        if (now != null) {
            checkpoints.addLast(new Checkpoint(epoch, now.id(), now.offset(), alarm.nanoTime()));
        }
        replicas.forEach(this::look);
        writes.forgetUntil(replicas.stream()
                .filter(Replica::isFit)
                .mapToLong(Replica::reached)
                .min()
                .orElse(epoch));
        while (checkpoints.size() > MOST_CHECKPOINTS) {
            checkpoints.removeFirst();
        }
    }

    private void look(Replica replica) {
        Replication said = said(replica.source());
        if (said == null || !said.isLinked()) {
            replica.leaveOut();
            return;
        }
        Checkpoint last = null;
        for (Iterator<Checkpoint> newest = checkpoints.descendingIterator(); last == null && newest.hasNext(); ) {
            Checkpoint each = newest.next();
            if (each.id.equals(said.id()) && each.offset <= said.offset()) {
                last = each;
            }
        }
        if (last == null) {
            replica.leaveOut();
        } else {
            replica.hasReached(last.epoch, alarm.nanoTime() - last.nanoTime <= LONGEST_LAG.toNanos());
        }
    }

    private static @Nullable Replication said(Replication.Source source) {
        try {
            return source.ask();
        } catch (CacheUnavailableException away) {
            // told by the store of that server; what is not known is not used
            return null;
        }
    }
}
