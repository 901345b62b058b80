package dev.larder.internal.store;

import dev.larder.CacheUnavailableException;
import dev.larder.ServerStatistics;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Bytes under keys, with times to live: the port to a server, to many, or to memory. Safe for many threads.
 *
 * <p>Methods on several keys take part in a {@link RoundTrip}. When some of the servers cannot answer, they do what they
 * can and throw a {@link CacheUnavailableException} whose cause is {@link PartlyAnswered}.
 *
 * <p>Arrays given and returned are not changed by anyone afterwards. Times are milliseconds, at least 1, or
 * {@link #FOREVER}. Every method throws {@link CacheUnavailableException} if the server cannot answer. Methods that change
 * an entry and are given an {@link EntryKey} first end the lease of any load for it, in the same round trip.
 */
public interface Store extends AutoCloseable {
    /** The time to live of an entry that never expires. */
    long FOREVER = -1;

    /** The time to live of an entry that is not there. */
    long ABSENT = -2;

    // --- reading

    /**
     * The value; null if there is none.
     *
     * @throws UnfitEntryException if it is not a string
     */
    byte @Nullable [] get(EntryKey key);

    /**
     * The value and its time to live, of one moment; null if there is none.
     *
     * @throws UnfitEntryException if it is not a string
     */
    @Nullable
    Entry read(EntryKey key);

    /** The values in the order of the keys, null where there is none or it is not a string. */
    List<byte @Nullable []> getMany(List<EntryKey> keys, RoundTrip trip);

    /** The values in the order of the keys, on a trip of its own. */
    default List<byte @Nullable []> getMany(List<EntryKey> keys) {
        return getMany(keys, RoundTrip.alone());
    }

    /** The values and times to live in the order of the keys, null where there is none or it is not a string. */
    List<@Nullable Entry> readMany(List<EntryKey> keys, RoundTrip trip);

    /** The values and times to live in the order of the keys, on a trip of its own. */
    default List<@Nullable Entry> readMany(List<EntryKey> keys) {
        return readMany(keys, RoundTrip.alone());
    }

    /** Whether there is anything. */
    boolean exists(byte[] key);

    /** The time to live, {@link #FOREVER} or {@link #ABSENT}. */
    long ttl(byte[] key);

    /**
     * The keys that match a glob, page by page as the stream is read; no connection is held in between.
     *
     * @param pattern a glob as Redis understands it
     */
    Stream<byte[]> scan(byte[] pattern);

    /** About how many keys there are, of whomever. */
    long size();

    // --- writing

    /** Ends the lease and stores the value. */
    void set(EntryKey key, byte[] value, long ttlMillis);

    /** Ends the leases and stores the values. */
    void setMany(List<Write> writes, RoundTrip trip);

    /** Ends the leases and stores the values, on a trip of its own. */
    default void setMany(List<Write> writes) {
        setMany(writes, RoundTrip.alone());
    }

    /** Ends the lease and stores the value if there is none; says whether it did. */
    boolean add(EntryKey key, byte[] value, long ttlMillis);

    /** Gives what is there a new time to live and clears the bit if its value has it; false if nothing is there. */
    boolean expire(byte[] key, long ttlMillis, FlagBit cleared);

    /** Ends the lease and removes what is there; false if there was nothing. */
    boolean delete(EntryKey key);

    /** Ends the leases and removes what is there; says how much there was. */
    long deleteMany(List<EntryKey> keys, RoundTrip trip);

    /** Ends the leases and removes what is there, on a trip of its own. */
    default long deleteMany(List<EntryKey> keys) {
        return deleteMany(keys, RoundTrip.alone());
    }

    /** Ends the lease and removes the value if it is still the one that was seen; says whether it was. */
    boolean deleteIf(EntryKey key, Seen seen);

    /** Does what {@link #deleteIf} does for each. */
    void deleteManyIf(List<Sighting> sightings, RoundTrip trip);

    /** Writes another value if it is still the one that was seen, with the time that it still has; says whether it was. */
    boolean replaceIf(byte[] key, Seen seen, byte[] value);

    /** Removes all keys that match the glob and the filter, in batches; says how many there were. */
    long unlinkMatching(byte[] pattern, Predicate<byte[]> filter);

    /**
     * Ends all leases that match, also of absent entries, and then removes all entries that match, so that no load that is
     * under way can bring one back; says how many entries there were.
     */
    default long removeMatching(Matching leases, Matching entries) {
        unlinkMatching(leases.pattern(), leases.filter());
        return unlinkMatching(entries.pattern(), entries.filter());
    }

    /**
     * Ends the lease and adds to a decimal number; its time to live stays. Empty if there is none.
     *
     * @param min the least result allowed
     * @param max the greatest result allowed
     * @throws UnfitEntryException if there is no number, or the result would not be from min to max
     */
    OptionalLong increment(EntryKey key, long delta, long min, long max);

    // --- leases and locks: tokens under keys of their own, on the server of the key that they are for

    /**
     * Takes the lease of an entry, unless another holds it or the entry is not the one that was seen.
     *
     * @param token who we are; new for each attempt
     * @param previous a token of ours before, which counts as free, for it may have been granted unnoticed; a cool-down
     *     that we began counts as free then too; null if there is a value to go on with
     */
    Acquired acquire(EntryKey key, byte[] token, byte @Nullable [] previous, Seen seen, long leaseMillis);

    /**
     * Stores a loaded value and ends the lease, if the lease is ours and the entry is the one that was seen or gone; says
     * whether the value is stored. May be repeated when the outcome is unknown.
     */
    boolean commit(Commit commit);

    /**
     * Ends a lease that is ours, and lets nobody take it for this time, unless the entry is changed before; false, and
     * nothing is done, if it is not ours.
     */
    boolean coolDown(EntryKey key, byte[] token, long millis);

    /** Takes those of the leases that {@link #acquire} would give; says in their order how each attempt ended. */
    List<Acquired> acquireMany(List<Claim> claims, long leaseMillis, RoundTrip trip);

    /** Does what {@link #commit} does for each; says in their order whether the value is stored. */
    List<Boolean> commitMany(List<Commit> commits, RoundTrip trip);

    /** Ends those of the leases that are still ours. */
    void releaseMany(List<Claim> claims, RoundTrip trip);

    /** Stores the token if there is none; says whether it did. */
    boolean claim(byte[] home, byte[] tokenKey, byte[] token, long millis);

    /** Keeps a lease that is still ours; says whether it is. */
    default boolean renew(EntryKey key, byte[] token, long leaseMillis) {
        return renew(key.bytes(), key.lease(), token, leaseMillis);
    }

    /** Ends a lease that is still ours; says whether it was. */
    default boolean release(EntryKey key, byte[] token) {
        return release(key.bytes(), key.lease(), token);
    }

    /** Gives the token a new time if it is still there; says whether it is. */
    boolean renew(byte[] home, byte[] tokenKey, byte[] token, long millis);

    /** Removes the token if it is still there; says whether it was. */
    boolean release(byte[] home, byte[] tokenKey, byte[] token);

    /** The token; null if there is none. */
    byte @Nullable [] owner(byte[] home, byte[] tokenKey);

    // --- the whole

    /** The same store, past replicas and near copies. */
    default Store latest() {
        return this;
    }

    /** Whether what belongs to a key must be in its {@link HashSlot}, as in a cluster. */
    default boolean isSlotted() {
        return false;
    }

    /** How many changes that may not have reached their servers wait to be made up for. */
    default long owed() {
        return 0;
    }

    /** The name of the server that holds the key. */
    String serverOf(byte[] key);

    /** The name of the shard that holds the key; null if there are no shards. */
    default @Nullable String shardOf(byte[] key) {
        return null;
    }

    /** How things stand with the servers that are known; asks none of them. A store that is used twice is told twice. */
    default Stream<ServerStatistics> servers() {
        return Stream.empty();
    }

    /** Asks every server that it cannot do without for a sign of life. */
    void ping();

    /** Gives back all connections; the store is not used afterwards. */
    @Override
    void close();
}
