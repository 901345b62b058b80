package dev.larder.internal.store;

import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Turns each operation on one key into a {@link Call} on the store that the key belongs to. */
@SuppressWarnings("NullAway") // nullable type arguments are understood only by JSpecify mode, which needs a newer javac
public abstract class KeyedStore implements Store {
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

    /** Does an operation on this key that changes nothing. */
    protected abstract <R extends @Nullable Object> R read(byte[] key, Call<R> call);

    /** Does an operation on this key that may change something. */
    protected abstract <R extends @Nullable Object> R write(byte[] key, Call<R> call);

    @Override
    public byte @Nullable [] get(EntryKey key) {
        return this.<byte @Nullable []>read(key.home(), store -> store.get(key));
    }

    @Override
    public @Nullable Entry read(EntryKey key) {
        return this.<@Nullable Entry>read(key.home(), store -> store.read(key));
    }

    @Override
    public boolean exists(byte[] key) {
        return read(key, store -> store.exists(key));
    }

    @Override
    public long ttl(byte[] key) {
        return read(key, store -> store.ttl(key));
    }

    @Override
    public void set(EntryKey key, byte[] value, long ttlMillis) {
        write(key.home(), store -> {
            store.set(key, value, ttlMillis);
            return true;
        });
    }

    @Override
    public boolean add(EntryKey key, byte[] value, long ttlMillis) {
        return write(key.home(), store -> store.add(key, value, ttlMillis));
    }

    @Override
    public boolean expire(byte[] key, long ttlMillis, FlagBit cleared) {
        return write(key, store -> store.expire(key, ttlMillis, cleared));
    }

    @Override
    public boolean delete(EntryKey key) {
        return write(key.home(), store -> store.delete(key));
    }

    @Override
    public boolean deleteIf(EntryKey key, Seen seen) {
        return write(key.home(), store -> store.deleteIf(key, seen));
    }

    @Override
    public boolean replaceIf(byte[] key, Seen seen, byte[] value) {
        return write(key, store -> store.replaceIf(key, seen, value));
    }

    @Override
    public OptionalLong increment(EntryKey key, long delta, long min, long max) {
        return write(key.home(), store -> store.increment(key, delta, min, max));
    }

    @Override
    public Acquired acquire(EntryKey key, byte[] token, byte @Nullable [] previous, Seen seen, long leaseMillis) {
        return write(key.home(), store -> store.acquire(key, token, previous, seen, leaseMillis));
    }

    @Override
    public boolean commit(Commit commit) {
        return write(commit.key().home(), store -> store.commit(commit));
    }

    @Override
    public boolean coolDown(EntryKey key, byte[] token, long millis) {
        return write(key.home(), store -> store.coolDown(key, token, millis));
    }

    @Override
    public boolean claim(byte[] home, byte[] tokenKey, byte[] token, long millis) {
        return write(home, store -> store.claim(home, tokenKey, token, millis));
    }

    @Override
    public boolean renew(byte[] home, byte[] tokenKey, byte[] token, long millis) {
        return write(home, store -> store.renew(home, tokenKey, token, millis));
    }

    @Override
    public boolean release(byte[] home, byte[] tokenKey, byte[] token) {
        return write(home, store -> store.release(home, tokenKey, token));
    }

    @Override
    public byte @Nullable [] owner(byte[] home, byte[] tokenKey) {
        return this.<byte @Nullable []>write(home, store -> store.owner(home, tokenKey));
    }

    @Override
    public String serverOf(byte[] key) {
        return read(key, store -> store.serverOf(key));
    }

    @Override
    public @Nullable String shardOf(byte[] key) {
        return this.<@Nullable String>read(key, store -> store.shardOf(key));
    }
}
