package dev.larder.internal.store;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The leases of entries whose server changes: both are taken, so that one process in the fleet loads and whoever changes the
 * entry ends the load, on whichever step they are. Entries are changed before first and after then, so the lease after is
 * taken first: who has both has missed no change that went past the one and was still to come to the other.
 */
@SuppressWarnings("NullAway") // nullable type arguments are understood only by JSpecify mode, which needs a newer javac
final class MovedLeases {
    private final MovingStore stores;
    private final List<Claim> claims;
    private final long leaseMillis;
    private final Trips trips;
    private final List<Acquired> answers;

    MovedLeases(MovingStore stores, List<Claim> claims, long leaseMillis, Trips trips, List<Acquired> answers) {
        this.stores = stores;
        this.claims = claims;
        this.leaseMillis = leaseMillis;
        this.trips = trips;
        this.answers = answers;
    }

    /** Takes those of the leases that are free, and writes down how each attempt ended. */
    void acquire(List<Integer> moved) {
        take(stores.after, moved, claims::get);
        // what was seen and is not after may be before
        List<Integer> notAfter = MovingStore.where(
                moved, i -> answers.get(i) instanceof Acquired.Changed changed && changed.now() == null);
        take(stores.after, notAfter, i -> seeing(i, Seen.ABSENT));
        List<Integer> granted = granted(moved);
        lookBefore(MovingStore.where(
                moved, i -> answers.get(i) instanceof Acquired.Busy || answers.get(i) instanceof Acquired.CoolingDown));
        take(stores.before, granted, i -> seeing(i, Seen.ABSENT));
        notAfter.forEach(i -> {
            if (answers.get(i) instanceof Acquired.Granted) {
                answers.set(i, new Acquired.Changed(null));
            }
        });
        takeOver(MovingStore.where(granted, i -> mayBeReplaced(i, notAfter.contains(i))));
        List<Claim> lost = MovingStore.at(MovingStore.without(granted, granted(granted)), claims);
        MovingStore.quietly(() -> stores.releaseMany(lost, RoundTrip.alone()));
    }

    /** What lies before is what was seen, or older than that. */
    private boolean mayBeReplaced(int position, boolean notAfter) {
        Seen seen = claims.get(position).seen();
        return answers.get(position) instanceof Acquired.Changed changed
                && changed.now() != null
                && seen.kind() != Seen.Kind.ABSENT
                && (!notAfter || seen.matches(changed.now().value()));
    }

    private void takeOver(List<Integer> replaceable) {
        List<Seen> seen = new ArrayList<>(Collections.nCopies(claims.size(), Seen.ABSENT));
        replaceable.forEach(i -> {
            if (answers.get(i) instanceof Acquired.Changed changed && changed.now() != null) {
                seen.set(i, stores.sight().apply(changed.now().value()));
            }
        });
        take(stores.before, replaceable, i -> seeing(i, seen.get(i)));
    }

    /** A change is told before a lease of others. */
    private void lookBefore(List<Integer> refused) {
        if (refused.isEmpty()) {
            return;
        }
        List<EntryKey> keys =
                MovingStore.at(refused, claims).stream().map(Claim::key).toList();
        List<@Nullable Entry> now = MovingStore.<@Nullable Entry>quietly(keys, stores.before.latest()::readMany);
        for (int i = 0; i < refused.size(); i++) {
            Entry entry = now.get(i);
            if (entry != null && !claims.get(refused.get(i)).seen().matches(entry.value())) {
                answers.set(refused.get(i), new Acquired.Changed(entry));
            }
        }
    }

    private void take(Store store, List<Integer> positions, IntFunction<Claim> claim) {
        List<Claim> some = new ArrayList<>(positions.size());
        positions.forEach(i -> some.add(claim.apply(i)));
        MovingStore.put(
                answers,
                positions,
                trips.asking(positions, () -> store.acquireMany(some, leaseMillis, RoundTrip.alone())));
    }

    private List<Integer> granted(List<Integer> some) {
        return MovingStore.where(some, i -> answers.get(i) instanceof Acquired.Granted);
    }

    private Claim seeing(int position, Seen seen) {
        Claim claim = claims.get(position);
        return new Claim(claim.key(), claim.token(), claim.previous(), seen);
    }
}
