package dev.larder.internal.store;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The first step: entries live before, and whoever changes one drops what is after. What others have taken there already is
 * read from there.
 */
@SuppressWarnings("NullAway") // nullable type arguments are understood only by JSpecify mode, which needs a newer javac
public final class MovingToStore extends MovingStore {
    private final Store latest;

    /**
     * A store whose entries will move.
     *
     * @param before where they are
     * @param after where they will be
     * @param sight how to tell a later change of a value
     */
    public MovingToStore(Store before, Store after, Function<byte[], Seen> sight) {
        super(before, after, true, sight);
        this.latest = before.latest().equals(before) && after.latest().equals(after)
                ? this
                : new MovingToStore(before.latest(), after.latest(), sight);
    }

    @Override
    List<@Nullable Entry> elsewhere(List<EntryKey> keys) {
        return MovingStore.<@Nullable Entry>quietly(keys, after::readMany);
    }

    @Override
    public void setMany(List<Write> writes, RoundTrip trip) {
        Trips trips = new Trips();
        trips.making(all(writes), () -> before.setMany(writes, trip));
        List<Integer> moved = moved(writes, Write::key);
        List<EntryKey> keys = at(moved, writes).stream().map(Write::key).toList();
        trips.making(moved, () -> after.deleteMany(keys));
        trips.requireAll(true, writes.size());
    }

    @Override
    public List<Boolean> commitMany(List<Commit> commits, RoundTrip trip) {
        Trips trips = new Trips();
        List<Boolean> stored = nothing(commits.size());
        commitBefore(all(commits), commits, stored, trips);
        trips.requireAll(stored, commits.size());
        return stored;
    }

    @Override
    public Store latest() {
        return latest;
    }
}
