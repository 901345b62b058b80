package dev.larder.internal.store;

import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Turns each operation into a {@link Call}, so that a store made of stores is two methods. */
@SuppressWarnings("NullAway") // nullable type arguments are understood only by JSpecify mode, which needs a newer javac
public abstract class ForwardingStore implements Store {
    /**
     * One operation with its arguments.
     *
     * @param <R> what it returns
     */
    @FunctionalInterface
    public interface Call<R extends @Nullable Object> {
        /** Does it on this store. */
        R on(Store store);
    }

    /** Does an operation that changes nothing. */
    protected abstract <R extends @Nullable Object> R read(Call<R> call);

    /** Does an operation that may change something. */
    protected abstract <R extends @Nullable Object> R write(Call<R> call);

    @Override
    public byte @Nullable [] get(byte[] key) {
        return this.<byte @Nullable []>read(store -> store.get(key));
    }

    @Override
    public @Nullable Entry read(byte[] key) {
        return this.<@Nullable Entry>read(store -> store.read(key));
    }

    @Override
    public List<byte @Nullable []> getMany(List<byte[]> keys) {
        return read(store -> store.getMany(keys));
    }

    @Override
    public List<@Nullable Entry> readMany(List<byte[]> keys) {
        return read(store -> store.readMany(keys));
    }

    @Override
    public boolean exists(byte[] key) {
        return read(store -> store.exists(key));
    }

    @Override
    public long ttl(byte[] key) {
        return read(store -> store.ttl(key));
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
    public void set(EntryKey key, byte[] value, long ttlMillis) {
        write(store -> {
            store.set(key, value, ttlMillis);
            return true;
        });
    }

    @Override
    public void setMany(List<Write> writes) {
        write(store -> {
            store.setMany(writes);
            return true;
        });
    }

    @Override
    public boolean add(EntryKey key, byte[] value, long ttlMillis) {
        return write(store -> store.add(key, value, ttlMillis));
    }

    @Override
    public boolean expire(byte[] key, long ttlMillis, FlagBit cleared) {
        return write(store -> store.expire(key, ttlMillis, cleared));
    }

    @Override
    public boolean delete(EntryKey key) {
        return write(store -> store.delete(key));
    }

    @Override
    public long deleteMany(Collection<EntryKey> keys) {
        return write(store -> store.deleteMany(keys));
    }

    @Override
    public boolean deleteIf(EntryKey key, Seen seen) {
        return write(store -> store.deleteIf(key, seen));
    }

    @Override
    public boolean replaceIf(byte[] key, Seen seen, byte[] value) {
        return write(store -> store.replaceIf(key, seen, value));
    }

    @Override
    public long unlinkMatching(byte[] pattern, Predicate<byte[]> filter) {
        return write(store -> store.unlinkMatching(pattern, filter));
    }

    @Override
    public OptionalLong increment(byte[] key, long delta, long min, long max) {
        return write(store -> store.increment(key, delta, min, max));
    }

    @Override
    public Acquired acquire(EntryKey key, byte[] token, byte @Nullable [] previous, Seen seen, long leaseMillis) {
        return write(store -> store.acquire(key, token, previous, seen, leaseMillis));
    }

    @Override
    public boolean commit(EntryKey key, byte[] token, Seen seen, byte[] value, Seen written, long ttlMillis) {
        return write(store -> store.commit(key, token, seen, value, written, ttlMillis));
    }

    @Override
    public boolean claim(byte[] home, byte[] tokenKey, byte[] token, long millis) {
        return write(store -> store.claim(home, tokenKey, token, millis));
    }

    @Override
    public boolean renew(byte[] home, byte[] tokenKey, byte[] token, long millis) {
        return write(store -> store.renew(home, tokenKey, token, millis));
    }

    @Override
    public boolean release(byte[] home, byte[] tokenKey, byte[] token) {
        return write(store -> store.release(home, tokenKey, token));
    }

    @Override
    public byte @Nullable [] owner(byte[] home, byte[] tokenKey) {
        return this.<byte @Nullable []>write(store -> store.owner(home, tokenKey));
    }

    @Override
    public String serverOf(byte[] key) {
        return read(store -> store.serverOf(key));
    }

    @Override
    public void ping() {
        read(store -> {
            store.ping();
            return true;
        });
    }
}
