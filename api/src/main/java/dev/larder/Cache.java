package dev.larder;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Values under text keys, shared by all processes that use the same Redis, prefix and version; safe for many threads.
 *
 * <p>Null means only "no entry": it is never a value and never an argument. Keys are any text that has a form in UTF-8.
 * A value in Redis that cannot be read, whatever the reason, is a miss. While Redis is away, methods act as the
 * {@link Resilience} says: by default reads miss, writes are dropped and reported, and methods that nobody else can
 * answer throw {@link CacheUnavailableException}: {@code add}, counters, locks, {@code keys}, {@code clear} and
 * {@code clearAllVersions}, {@code deleteMatching}, {@code moveToVersion}, {@code rewriteAll}, {@code explain} and
 * {@code ping}. After {@link #close} every method throws {@link IllegalStateException}.
 *
 * @param <V> the type of the values
 */
public interface Cache<V> extends AutoCloseable {
    /** Returns the value, fresh or stale within its {@code keepFor}; null if there is no entry. */
    @Nullable
    V get(String key);

    /** Returns the values of those keys that have one, in the order asked; duplicates count once. */
    Map<String, V> getMany(Collection<String> keys);

    /** Whether there is an entry. */
    boolean contains(String key);

    /** Returns how long the entry still lives, {@link Ttl#FOREVER} if it never expires; null if there is no entry. */
    @Nullable
    Ttl ttl(String key);

    /**
     * Returns the fresh value, or runs the loader once among all that ask at the same time, stores its value for the
     * default time to live and returns it.
     *
     * @throws LoadException if the loader throws a checked exception, which is the cause, or returns null; and, if there
     *     is no older value, when a load of the key has failed less than a second ago, wherever that was
     */
    V getOrSet(String key, Loader<? extends V> loader);

    /**
     * Returns the fresh value, or a stale one while another caller loads, or runs the loader once among all that ask at
     * the same time, stores its value and returns it.
     *
     * @throws LoadException if the loader throws a checked exception, which is the cause, or returns null; and, if there
     *     is no older value, when a load of the key has failed less than a second ago, wherever that was
     */
    V getOrSet(String key, Loader<? extends V> loader, LoadOptions options);

    /**
     * Does the same with a freshness that depends on the loaded value; the stale time stays as the options say.
     *
     * @throws LoadException if the loader throws a checked exception, which is the cause, or returns null; and, if there
     *     is no older value, when a load of the key has failed less than a second ago, wherever that was
     */
    V getOrSet(String key, Loader<? extends V> loader, LoadOptions options, Function<? super V, Ttl> freshFor);

    /**
     * Returns the values of the keys, and loads those that are missing with as few calls of the loader as possible, for
     * the default time to live; keys that the loader leaves out are absent from the result.
     *
     * @throws LoadException if the loader throws a checked exception, which is the cause, or gives a null value
     */
    Map<String, V> getOrSetMany(Collection<String> keys, BulkLoader<? extends V> loader);

    /**
     * Returns the values of the keys, and loads those that are missing with as few calls of the loader as possible; keys
     * that the loader leaves out are absent from the result.
     *
     * @throws LoadException if the loader throws a checked exception, which is the cause, or gives a null value
     */
    Map<String, V> getOrSetMany(Collection<String> keys, BulkLoader<? extends V> loader, LoadOptions options);

    /**
     * Stores the value for the default time to live, whatever was there.
     *
     * @throws ValueFormatException if the value cannot be written or is too large; nothing is sent then
     */
    void set(String key, V value);

    /**
     * Stores the value for this time, whatever was there.
     *
     * @throws ValueFormatException if the value cannot be written or is too large; nothing is sent then
     */
    void set(String key, V value, Ttl ttl);

    /**
     * Stores all values for the default time to live; all are encoded before the first is sent.
     *
     * @throws ValueFormatException if a value cannot be written or is too large; nothing is sent then
     */
    void setMany(Map<String, ? extends V> values);

    /**
     * Stores all values for this time; all are encoded before the first is sent.
     *
     * @throws ValueFormatException if a value cannot be written or is too large; nothing is sent then
     */
    void setMany(Map<String, ? extends V> values, Ttl ttl);

    /**
     * Stores the value for the default time to live if there is no entry, and says whether it did.
     *
     * @throws ValueFormatException if the value cannot be written or is too large; nothing is sent then
     * @throws CacheUnavailableException if Redis is away, under every policy
     */
    boolean add(String key, V value);

    /**
     * Stores the value for this time if there is no entry, and says whether it did.
     *
     * @throws ValueFormatException if the value cannot be written or is too large; nothing is sent then
     * @throws CacheUnavailableException if Redis is away, under every policy
     */
    boolean add(String key, V value, Ttl ttl);

    /** Makes the entry fresh for the default time to live from now; false if there is none. */
    boolean touch(String key);

    /** Makes the entry fresh for this time from now; false if there is none. */
    boolean touch(String key, Ttl ttl);

    /** Makes the entry fresh for ever; false if there is none. */
    boolean persist(String key);

    /** Removes the entry; false if there was none. */
    boolean delete(String key);

    /** Removes the entries and says how many there were. */
    long deleteMany(Collection<String> keys);

    /**
     * Removes the entries of this prefix and version whose keys match, and says how many there were.
     *
     * @param glob {@code *} any text, {@code ?} one byte, {@code [a-c]} and {@code [^a]} one of a set, {@code \} quotes
     */
    long deleteMatching(String glob);

    /** Removes all entries of this prefix and version, and says how many there were; locks stay. */
    long clear();

    /**
     * Removes all entries of this prefix in every version, and says how many there were; locks stay.
     *
     * <p>A prefix that extends another by {@code :number} cannot be told from one of its versions.
     */
    long clearAllVersions();

    /**
     * Returns the keys of this prefix and version that match, scanned as the stream is read; no connection is held in
     * between. Keys that come or go meanwhile may be left out; a server that is resizing may repeat a key.
     *
     * @param glob {@code *} any text, {@code ?} one byte, {@code [a-c]} and {@code [^a]} one of a set, {@code \} quotes
     */
    Stream<String> keys(String glob);

    /** Adds 1 to a whole number and returns the result; see {@link #increment(String, long)}. */
    long increment(String key);

    /**
     * Adds to a whole number in one step and returns the result; its time to live stays.
     *
     * @throws NoSuchKeyException if there is no entry
     * @throws ValueFormatException if the entry is not a plain whole number
     * @throws ArithmeticException if the result does not fit the type of the values; nothing changes then
     * @throws IllegalStateException if that type is none of Byte, Short, Integer and Long
     * @throws CacheUnavailableException if Redis is away, under every policy
     */
    long increment(String key, long delta);

    /** Subtracts 1 from a whole number and returns the result; see {@link #increment(String, long)}. */
    long decrement(String key);

    /** Subtracts from a whole number in one step and returns the result; see {@link #increment(String, long)}. */
    long decrement(String key, long delta);

    /** Returns a view of the entries of another version; it needs no closing, and closing it does nothing. */
    Cache<V> atVersion(int version);

    /** Returns the version of the entries that are seen here. */
    int version();

    /**
     * Moves an entry to another version of its key, over whatever is there; its time to live stays.
     *
     * @throws NoSuchKeyException if there is no entry in this version
     */
    void moveToVersion(String key, int version);

    /**
     * Returns a lock that is not held yet. Locks have names of their own: one may be called like an entry.
     *
     * @param key the name, among the locks of this prefix and version
     * @param holdFor how long it is held if nobody closes or extends it; positive
     */
    CacheLock lock(String key, Duration holdFor);

    /** Writes every entry of this prefix and version anew in the format configured now; see {@link #rewriteAll(Progress)}. */
    long rewriteAll();

    /**
     * Writes every entry of this prefix and version anew in the format configured now, and says how many; times to live
     * stay, and an entry that changes meanwhile is left as it is then.
     */
    long rewriteAll(Progress progress);

    /** Returns the counts since this cache was built. */
    CacheStatistics statistics();

    /** Returns what is known of an entry, present or not, for people who look for a fault. */
    EntryInfo explain(String key);

    /**
     * Asks every server for a sign of life.
     *
     * @throws CacheUnavailableException with the reason, under every policy
     */
    void ping();

    /**
     * Ends the use of this cache; the last cache of a builder to be closed closes the connections. Loads under way go on:
     * their callers get the values, which are not stored, and others need not wait for them. May be called twice.
     */
    @Override
    void close();
}
