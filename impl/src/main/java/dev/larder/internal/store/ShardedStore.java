package dev.larder.internal.store;

import dev.larder.CacheUnavailableException;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Several stores that share the keys: each key, its lease and its lock live on one of them. */
@SuppressWarnings("NullAway") // nullable type arguments are understood only by JSpecify mode, which needs a newer javac
public final class ShardedStore extends KeyedStore {
    private final List<Store> shards;
    private final ToIntFunction<byte[]> placement;
    private final Store latest;

    /**
     * A store made of these.
     *
     * @param placement which of them a key belongs to, from 0
     */
    public ShardedStore(List<Store> shards, ToIntFunction<byte[]> placement) {
        this.shards = List.copyOf(shards);
        this.placement = placement;
        List<Store> latests = shards.stream().map(Store::latest).toList();
        this.latest = latests.equals(shards) ? this : new ShardedStore(latests, placement);
    }

    private Store shardOf(byte[] key) {
        return shards.get(placement.applyAsInt(key));
    }

    @Override
    protected <R extends @Nullable Object> R read(byte[] key, Call<R> call) {
        return call.on(shardOf(key));
    }

    @Override
    protected <R extends @Nullable Object> R write(byte[] key, Call<R> call) {
        return call.on(shardOf(key));
    }

    // --- several keys

    @Override
    public List<byte @Nullable []> getMany(List<EntryKey> keys, RoundTrip trip) {
        return Scatter.inOrder(scatter(keys, EntryKey::home, Store::getMany, trip));
    }

    @Override
    public List<@Nullable Entry> readMany(List<EntryKey> keys, RoundTrip trip) {
        return Scatter.inOrder(scatter(keys, EntryKey::home, Store::readMany, trip));
    }

    @Override
    public void setMany(List<Write> writes, RoundTrip trip) {
        scatter(writes, each -> each.key().home(), doing(Store::setMany), trip).requireAll(true);
    }

    @Override
    public long deleteMany(List<EntryKey> keys, RoundTrip trip) {
        Scatter<EntryKey, Long> deleted = scatter(keys, EntryKey::home, Store::deleteMany, trip);
        long sum = deleted.answers().stream().mapToLong(each -> each).sum();
        deleted.requireAll(sum);
        return sum;
    }

    @Override
    public void deleteManyIf(List<Sighting> sightings, RoundTrip trip) {
        scatter(sightings, each -> each.key().home(), doing(Store::deleteManyIf), trip)
                .requireAll(true);
    }

    @Override
    public List<Acquired> acquireMany(List<Claim> claims, long leaseMillis, RoundTrip trip) {
        return Scatter.inOrder(scatter(
                claims,
                each -> each.key().home(),
                (store, some, part) -> store.acquireMany(some, leaseMillis, part),
                trip));
    }

    @Override
    public List<Boolean> commitMany(List<Commit> commits, RoundTrip trip) {
        return Scatter.inOrder(scatter(commits, each -> each.key().home(), Store::commitMany, trip));
    }

    @Override
    public void releaseMany(List<Claim> claims, RoundTrip trip) {
        scatter(claims, each -> each.key().home(), doing(Store::releaseMany), trip)
                .requireAll(true);
    }

    private <T, R> Scatter<T, R> scatter(
            List<T> items, Function<T, byte[]> key, Scatter.Request<T, R> request, RoundTrip trip) {
        int[] homes = items.stream()
                .mapToInt(item -> placement.applyAsInt(key.apply(item)))
                .toArray();
        return new Scatter<>(shards, items, homes, request).run(trip);
    }

    private interface Doing<T> {
        void on(Store store, List<T> items, RoundTrip trip);
    }

    private static <T> Scatter.Request<T, Boolean> doing(Doing<T> doing) {
        return (store, items, trip) -> {
            doing.on(store, items, trip);
            return true;
        };
    }

    // --- the whole

    /** Keys that a shard holds without being theirs, as after a change of the topology, are left out. */
    @Override
    public Stream<byte[]> scan(byte[] pattern) {
        Stream<byte[]> keys = Stream.empty();
        for (int shard = 0; shard < shards.size(); shard++) {
            int own = shard;
            keys = Stream.concat(keys, shards.get(shard).scan(pattern).filter(key -> placement.applyAsInt(key) == own));
        }
        return keys;
    }

    @Override
    public long unlinkMatching(byte[] pattern, Predicate<byte[]> filter) {
        return sum(shard -> shard.unlinkMatching(pattern, filter));
    }

    @Override
    public long size() {
        return sum(Store::size);
    }

    @Override
    public void ping() {
        sum(shard -> {
            shard.ping();
            return 1;
        });
    }

    /** Asks one after the other, the rest also when one does not answer. */
    private long sum(ToLongFunction<Store> question) {
        long sum = 0;
        CacheUnavailableException first = null;
        for (Store shard : shards) {
            try {
                sum += question.applyAsLong(shard);
            } catch (CacheUnavailableException away) {
                first = first == null ? away : first;
            }
        }
        if (first != null) {
            throw first;
        }
        return sum;
    }

    @Override
    public Store latest() {
        return latest;
    }

    @Override
    public void close() {
        shards.forEach(Store::close);
    }
}
