package dev.larder.internal.store;

import dev.larder.ServerStatistics;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Turns each operation into a {@link KeyedStore.Call}, so that a guard around a store is two methods. */
@SuppressWarnings("NullAway") // nullable type arguments are understood only by JSpecify mode, which needs a newer javac
public abstract class ForwardingStore extends KeyedStore {
    /** Does an operation that changes nothing. */
    protected abstract <R extends @Nullable Object> R read(Call<R> call);

    /** Does an operation that may change something. */
    protected abstract <R extends @Nullable Object> R write(Call<R> call);

    @Override
    protected final <R extends @Nullable Object> R read(byte[] key, Call<R> call) {
        return read(call);
    }

    @Override
    protected final <R extends @Nullable Object> R write(byte[] key, Call<R> call) {
        return write(call);
    }

    @Override
    public List<byte @Nullable []> getMany(List<EntryKey> keys, RoundTrip trip) {
        return read(store -> store.getMany(keys, trip));
    }

    @Override
    public List<@Nullable Entry> readMany(List<EntryKey> keys, RoundTrip trip) {
        return read(store -> store.readMany(keys, trip));
    }

    @Override
    public Stream<byte[]> scan(byte[] pattern) {
        return read(store -> store.scan(pattern));
    }

    @Override
    public long size() {
        return read(Store::size);
    }

    @Override
    public void setMany(List<Write> writes, RoundTrip trip) {
        write(store -> {
            store.setMany(writes, trip);
            return true;
        });
    }

    @Override
    public long deleteMany(List<EntryKey> keys, RoundTrip trip) {
        return write(store -> store.deleteMany(keys, trip));
    }

    @Override
    public void deleteManyIf(List<Sighting> sightings, RoundTrip trip) {
        write(store -> {
            store.deleteManyIf(sightings, trip);
            return true;
        });
    }

    @Override
    public long removeMatching(Matching leases, Matching entries) {
        return write(store -> store.removeMatching(leases, entries));
    }

    @Override
    public long unlinkMatching(byte[] pattern, Predicate<byte[]> filter) {
        return write(store -> store.unlinkMatching(pattern, filter));
    }

    @Override
    public List<Acquired> acquireMany(List<Claim> claims, long leaseMillis, RoundTrip trip) {
        return write(store -> store.acquireMany(claims, leaseMillis, trip));
    }

    @Override
    public List<Boolean> commitMany(List<Commit> commits, RoundTrip trip) {
        return write(store -> store.commitMany(commits, trip));
    }

    @Override
    public void releaseMany(List<Claim> claims, RoundTrip trip) {
        write(store -> {
            store.releaseMany(claims, trip);
            return true;
        });
    }

    @Override
    public Stream<ServerStatistics> servers() {
        return read(Store::servers);
    }

    @Override
    public void ping() {
        read(store -> {
            store.ping();
            return true;
        });
    }
}
