package dev.larder.internal.store;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The leases of entries whose server changes: both are taken, that before first, so that one process in the fleet loads and
 * whoever changes the entry ends the load, on whichever step they are.
 */
@SuppressWarnings("NullAway") // nullable type arguments are understood only by JSpecify mode, which needs a newer javac
final class MovedLeases {
    private final MovingStore stores;
    private final List<Claim> claims;
    private final long leaseMillis;
    private final Trips trips;
    /** What was found before; null for nothing. */
    private final List<@Nullable Entry> before;

    MovedLeases(MovingStore stores, List<Claim> claims, long leaseMillis, Trips trips) {
        this.stores = stores;
        this.claims = claims;
        this.leaseMillis = leaseMillis;
        this.trips = trips;
        this.before = MovingStore.nothing(claims.size());
    }

    /** Takes those of the leases that are free, and writes down how each attempt ended. */
    void acquire(List<Integer> moved, List<Acquired> answers) {
        takeBefore(moved, answers);
        List<Integer> granted = granted(moved, answers);
        lookAfter(
                MovingStore.where(
                        MovingStore.without(moved, granted),
                        i -> answers.get(i) != null && !(answers.get(i) instanceof Acquired.Changed)),
                answers);
        take(stores.after, granted, this::claim, answers);
        // what was seen may be before still
        take(
                stores.after,
                MovingStore.where(granted, i -> wentFrom(answers.get(i)) && isBefore(i)),
                i -> seeing(i, Seen.ABSENT),
                answers);
        List<Integer> lost = MovingStore.where(granted, i -> !(answers.get(i) instanceof Acquired.Granted));
        MovingStore.quietly(() -> stores.before.releaseMany(MovingStore.at(lost, claims), RoundTrip.alone()));
    }

    /** What is there before is no change for who saw something, since that may be after. */
    private void takeBefore(List<Integer> moved, List<Acquired> answers) {
        take(stores.before, moved, i -> seeing(i, Seen.ABSENT), answers);
        moved.forEach(i -> {
            if (answers.get(i) instanceof Acquired.Changed changed) {
                before.set(i, changed.now());
            }
        });
        take(
                stores.before,
                MovingStore.where(
                        moved, i -> before.get(i) != null && claim(i).seen().kind() != Seen.Kind.ABSENT),
                i -> seeing(i, stores.sight().apply(before.get(i).value())),
                answers);
    }

    /** A change is told before a lease of others. */
    private void lookAfter(List<Integer> refused, List<Acquired> answers) {
        if (refused.isEmpty()) {
            return;
        }
        List<EntryKey> keys = refused.stream().map(i -> claim(i).key()).toList();
        List<@Nullable Entry> now = MovingStore.<@Nullable Entry>quietly(
                keys, some -> stores.after.latest().readMany(some));
        for (int i = 0; i < refused.size(); i++) {
            Entry entry = now.get(i);
            if (entry != null && !claim(refused.get(i)).seen().matches(entry.value())) {
                answers.set(refused.get(i), new Acquired.Changed(entry));
            }
        }
    }

    private interface Attempt {
        Claim at(int position);
    }

    private void take(Store store, List<Integer> positions, Attempt attempt, List<Acquired> answers) {
        List<Claim> some = new ArrayList<>(positions.size());
        positions.forEach(i -> some.add(attempt.at(i)));
        MovingStore.put(
                answers,
                positions,
                trips.asking(positions, () -> store.acquireMany(some, leaseMillis, RoundTrip.alone())));
    }

    private static List<Integer> granted(List<Integer> moved, List<Acquired> answers) {
        return MovingStore.where(moved, i -> answers.get(i) instanceof Acquired.Granted);
    }

    private static boolean wentFrom(@Nullable Acquired answer) {
        return answer instanceof Acquired.Changed changed && changed.now() == null;
    }

    private boolean isBefore(int position) {
        Entry entry = before.get(position);
        return entry != null && claim(position).seen().matches(entry.value());
    }

    private Claim claim(int position) {
        return claims.get(position);
    }

    private Claim seeing(int position, Seen seen) {
        Claim claim = claim(position);
        return new Claim(claim.key(), claim.token(), claim.previous(), seen);
    }
}
