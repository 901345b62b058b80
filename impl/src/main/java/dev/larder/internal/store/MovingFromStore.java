package dev.larder.internal.store;

import dev.larder.CacheUnavailableException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The second step: entries live after, and what is missing there is fetched from before, as a load is: with the lease of the
 * entry after, so that whoever changes it ends the copy too. Numbers are not fetched but stay before, and are set there.
 */
@SuppressWarnings("NullAway") // nullable type arguments are understood only by JSpecify mode, which needs a newer javac
public final class MovingFromStore extends MovingStore {
    /** Longer than a copy takes; no load for the entry begins meanwhile, while its value can be read all the time. */
    private static final long LEASE_MILLIS = 5_000;

    private final Store latest;

    /**
     * A store whose entries move in as they are read.
     *
     * @param before where they were
     * @param after where they will be
     * @param sight how to tell a later change of a value
     */
    public MovingFromStore(Store before, Store after, Function<byte[], Seen> sight) {
        super(before, after, false, sight);
        this.latest = before.latest().equals(before) && after.latest().equals(after)
                ? this
                : new MovingFromStore(before.latest(), after.latest(), sight);
    }

    // --- fetching

    @Override
    List<@Nullable Entry> elsewhere(List<EntryKey> keys) {
        List<@Nullable Entry> found = new ArrayList<>(MovingStore.<@Nullable Entry>quietly(keys, before::readMany));
        List<Integer> movable = where(all(keys), i -> isMovable(found.get(i)));
        if (!movable.isEmpty()) {
            try {
                fetch(movable, keys, found);
            } catch (CacheUnavailableException away) {
                // they stay where they are; a lease that was taken ends by itself
            }
        }
        return found;
    }

    private static boolean isMovable(@Nullable Entry entry) {
        return entry != null && !isNumber(entry.value());
    }

    private void fetch(List<Integer> movable, List<EntryKey> keys, List<@Nullable Entry> found) {
        List<Claim> claims = at(movable, keys).stream()
                .map(key -> new Claim(key, token(), null, Seen.ABSENT))
                .toList();
        List<Acquired> answers = after.acquireMany(claims, LEASE_MILLIS, RoundTrip.alone());
        List<Claim> granted = new ArrayList<>();
        List<Integer> places = new ArrayList<>();
        for (int i = 0; i < answers.size(); i++) {
            if (answers.get(i) instanceof Acquired.Changed changed) {
                found.set(movable.get(i), changed.now());
            } else if (answers.get(i) instanceof Acquired.Granted) {
                granted.add(claims.get(i));
                places.add(movable.get(i));
            }
        }
        copy(granted, places, found);
    }

    /** Looks again, for what was read without the lease may be deleted since. */
    private void copy(List<Claim> granted, List<Integer> places, List<@Nullable Entry> found) {
        List<@Nullable Entry> now =
                before.latest().readMany(granted.stream().map(Claim::key).toList());
        put(found, places, now);
        List<Integer> movable = where(all(granted), i -> isMovable(now.get(i)));
        List<Commit> commits = movable.stream()
                .map(i -> committing(granted.get(i), now.get(i)))
                .toList();
        List<Boolean> stored = after.commitMany(commits, RoundTrip.alone());
        List<Integer> moved = where(all(commits), stored::get);
        before.deleteManyIf(
                at(moved, commits).stream()
                        .map(each -> new Sighting(each.claim().key(), each.written()))
                        .toList(),
                RoundTrip.alone());
        List<Integer> gone = where(all(granted), i -> !isMovable(now.get(i)));
        after.releaseMany(at(gone, granted), RoundTrip.alone());
    }

    private Commit committing(Claim claim, Entry entry) {
        return new Commit(claim, entry.value(), sight().apply(entry.value()), entry.ttlMillis());
    }

    private static byte[] token() {
        return ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(ThreadLocalRandom.current().nextLong())
                .putLong(ThreadLocalRandom.current().nextLong())
                .array();
    }

    // --- writing

    /** Drops what is before once more at the end, which somebody on the first step may have set meanwhile. */
    @Override
    public void setMany(List<Write> writes, RoundTrip trip) {
        List<Integer> moved = moved(writes, Write::key);
        List<Integer> numbers = where(moved, i -> isNumber(writes.get(i).value()));
        List<Integer> movable = where(moved, i -> !isNumber(writes.get(i).value()));
        List<Integer> others = without(all(writes), numbers);
        List<EntryKey> movableKeys =
                at(movable, writes).stream().map(Write::key).toList();
        List<EntryKey> numberKeys = at(numbers, writes).stream().map(Write::key).toList();
        Trips trips = new Trips();
        trips.making(movable, () -> before.deleteMany(movableKeys));
        trips.making(numbers, () -> before.setMany(at(numbers, writes)));
        trips.making(others, () -> after.setMany(at(others, writes), trip));
        trips.making(numbers, () -> after.deleteMany(numberKeys));
        trips.making(movable, () -> before.deleteMany(movableKeys));
        trips.requireAll(true, writes.size());
    }

    @Override
    public List<Boolean> commitMany(List<Commit> commits, RoundTrip trip) {
        List<Integer> moved = moved(commits, each -> each.claim().key());
        List<Integer> numbers = where(moved, i -> isNumber(commits.get(i).value()));
        List<Integer> others = without(all(commits), numbers);
        Trips trips = new Trips();
        List<Boolean> stored = nothing(commits.size());
        commitBefore(numbers, commits, stored, trips);
        put(stored, others, trips.asking(others, () -> after.commitMany(at(others, commits), trip)));
        List<Integer> movable = where(without(moved, numbers), i -> stored.get(i) != null);
        quietly(() -> endBefore(movable, commits, stored));
        trips.requireAll(stored, commits.size());
        return stored;
    }

    /** Ends the leases before, and removes there what the new values take the place of. */
    private void endBefore(List<Integer> movable, List<Commit> commits, List<Boolean> stored) {
        List<Integer> replaced = where(
                movable, i -> stored.get(i) && commits.get(i).claim().seen().kind() != Seen.Kind.ABSENT);
        before.deleteManyIf(
                at(replaced, commits).stream()
                        .map(each ->
                                new Sighting(each.claim().key(), each.claim().seen()))
                        .toList(),
                RoundTrip.alone());
        List<Claim> others = without(movable, replaced).stream()
                .map(i -> commits.get(i).claim())
                .toList();
        before.releaseMany(others, RoundTrip.alone());
    }

    @Override
    public Store latest() {
        return latest;
    }
}
