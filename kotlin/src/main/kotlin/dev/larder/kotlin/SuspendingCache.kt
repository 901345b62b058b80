package dev.larder.kotlin

import dev.larder.Cache
import dev.larder.CacheLock
import dev.larder.CacheStatistics
import dev.larder.EntryInfo
import dev.larder.Progress
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.NonCancellable
import kotlinx.coroutines.asExecutor
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.flow
import kotlinx.coroutines.flow.flowOn
import kotlinx.coroutines.withContext
import kotlin.time.Duration
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.TimeSource

/**
 * Returns the cache as coroutines use it: no thread of a caller blocks.
 *
 * @param dispatcher where the calls block that end in time by themselves: all but those that may load, which have
 *   threads of their own, beyond the limit of [Dispatchers.IO]
 */
public fun <V : Any> Cache<V>.suspending(dispatcher: CoroutineDispatcher = Dispatchers.IO): SuspendingCache<V> =
    SuspendingCache(this, dispatcher, SharedLoads(), isView = false)

/**
 * A cache as coroutines use it: what the methods of [Cache] do, without blocking the caller's thread.
 *
 * A cancelled caller of [getOrSet] leaves at once. Its load goes on as long as another coroutine waits for it, and is
 * cancelled when none does. Loaders run in the context of a coroutine that asked, but for its job. While a loader runs,
 * a thread of this cache waits for it: one for each load, whatever the number of coroutines that wait.
 *
 * A cancelled caller of any other method gets away when the call under way has ended, which the timeouts of the cache
 * bound.
 *
 * @property blocking the cache that this one is a view of
 */
public class SuspendingCache<V : Any> internal constructor(
    public val blocking: Cache<V>,
    private val dispatcher: CoroutineDispatcher,
    private val loads: SharedLoads<V>,
    private val isView: Boolean,
) : AutoCloseable {
    /** The version of the entries that are seen here. */
    public val version: Int = blocking.version()

    // --- reading

    /** Returns the value, fresh or stale within its `keepFor`; null if there is no entry. */
    public suspend operator fun get(key: String): V? = call { get(key) }

    /** Returns the values of those keys that have one, in the order asked. */
    public suspend fun getMany(keys: Collection<String>): Map<String, V> = call { getMany(keys) }

    /** Whether there is an entry. */
    public suspend operator fun contains(key: String): Boolean = call { contains(key) }

    /** Returns how long the entry still lives, [Duration.INFINITE] if it never expires; null if there is no entry. */
    public suspend fun ttl(key: String): Duration? = call { ttl(key)?.toKotlinDuration() }

    // --- loading

    /**
     * Returns the fresh value, or runs the loader once among all that ask at the same time, stores its value for the
     * default time to live and returns it; see [Cache.getOrSet].
     *
     * @throws dev.larder.LoadException if the loader throws a checked exception, which is the cause; those that waited
     *   for the loader of another caller get one whatever it threw
     */
    public suspend fun getOrSet(key: String, loader: suspend () -> V): V =
        loads.getOrSet(version, key, loader) { blocking.getOrSet(key, it) }

    /**
     * Returns the fresh value, or a stale one while another caller loads, or runs the loader once among all that ask at
     * the same time, stores its value and returns it; see [Cache.getOrSet] and, for the times,
     * `dev.larder.LoadOptions`.
     *
     * @param freshFor how long a value is returned without loading
     * @param keepFor how long it is kept in all; between the two it is stale
     * @param refreshInBackground whether a stale value is served to the caller that loads too
     * @throws dev.larder.LoadException if the loader throws a checked exception, which is the cause; those that waited
     *   for the loader of another caller get one whatever it threw
     */
    public suspend fun getOrSet(
        key: String,
        freshFor: Duration,
        keepFor: Duration = freshFor,
        lockFor: Duration = usualLockFor,
        waitFor: Duration = usualWaitFor,
        refreshEarly: Double = 0.0,
        refreshInBackground: Boolean = false,
        loader: suspend () -> V,
    ): V {
        val options = loadOptions(freshFor, keepFor, lockFor, waitFor, refreshEarly, background(refreshInBackground))
        return loads.getOrSet(version, key, loader) { blocking.getOrSet(key, it, options) }
    }

    /**
     * Returns the values of the keys, and loads those that are missing with as few calls of the loader as possible, for
     * the default time to live; keys that the loader leaves out are absent from the result. Each call has a thread
     * until it ends, and a cancelled caller cancels its loader.
     *
     * @throws dev.larder.LoadException if the loader throws a checked exception, which is the cause
     */
    public suspend fun getOrSetMany(
        keys: Collection<String>,
        loader: suspend (missing: Set<String>) -> Map<String, V>,
    ): Map<String, V> = loads.getOrSetMany(version, loader) { blocking.getOrSetMany(keys, it) }

    /**
     * Returns the values of the keys, and loads those that are missing with as few calls of the loader as possible;
     * keys that the loader leaves out are absent from the result. Each call has a thread until it ends, and a cancelled
     * caller cancels its loader.
     *
     * @throws dev.larder.LoadException if the loader throws a checked exception, which is the cause
     */
    public suspend fun getOrSetMany(
        keys: Collection<String>,
        freshFor: Duration,
        keepFor: Duration = freshFor,
        lockFor: Duration = usualLockFor,
        waitFor: Duration = usualWaitFor,
        refreshEarly: Double = 0.0,
        refreshInBackground: Boolean = false,
        loader: suspend (missing: Set<String>) -> Map<String, V>,
    ): Map<String, V> {
        val options = loadOptions(freshFor, keepFor, lockFor, waitFor, refreshEarly, background(refreshInBackground))
        return loads.getOrSetMany(version, loader) { blocking.getOrSetMany(keys, it, options) }
    }

    // --- writing

    /** Stores the value for the default time to live, whatever was there. */
    public suspend operator fun set(key: String, value: V): Unit = call { set(key, value) }

    /** Stores the value for this time, whatever was there. */
    public suspend fun set(key: String, value: V, ttl: Duration): Unit = call { set(key, value, ttl.toTtl()) }

    /** Stores all values for the default time to live. */
    public suspend fun setMany(values: Map<String, V>): Unit = call { setMany(values) }

    /** Stores all values for this time. */
    public suspend fun setMany(values: Map<String, V>, ttl: Duration): Unit =
        call { setMany(values, ttl.toTtl()) }

    /** Stores the value for the default time to live if there is no entry, and says whether it did. */
    public suspend fun add(key: String, value: V): Boolean = call { add(key, value) }

    /** Stores the value for this time if there is no entry, and says whether it did. */
    public suspend fun add(key: String, value: V, ttl: Duration): Boolean = call { add(key, value, ttl.toTtl()) }

    /** Makes the entry fresh for the default time to live from now; false if there is none. */
    public suspend fun touch(key: String): Boolean = call { touch(key) }

    /** Makes the entry fresh for this time from now; false if there is none. */
    public suspend fun touch(key: String, ttl: Duration): Boolean = call { touch(key, ttl.toTtl()) }

    /** Makes the entry fresh for ever; false if there is none. */
    public suspend fun persist(key: String): Boolean = call { persist(key) }

    // --- removing

    /** Removes the entry; false if there was none. */
    public suspend fun delete(key: String): Boolean = call { delete(key) }

    /** Removes the entries and says how many there were. */
    public suspend fun deleteMany(keys: Collection<String>): Long = call { deleteMany(keys) }

    /** Removes the entry, if there is one. */
    public suspend operator fun minusAssign(key: String) {
        delete(key)
    }

    /** Removes the entries. */
    public suspend operator fun minusAssign(keys: Collection<String>) {
        deleteMany(keys)
    }

    /** Removes the entries of this prefix and version whose keys match, and says how many there were. */
    public suspend fun deleteMatching(glob: String): Long = call { deleteMatching(glob) }

    /** Removes all entries of this prefix and version, and says how many there were; locks stay. */
    public suspend fun clear(): Long = call { clear() }

    /** Removes all entries of this prefix in every version, and says how many there were; locks stay. */
    public suspend fun clearAllVersions(): Long = call { clearAllVersions() }

    // --- counters

    /** Adds to a whole number in one step and returns the result; its time to live stays. */
    public suspend fun increment(key: String, delta: Long = 1): Long = call { increment(key, delta) }

    /** Subtracts from a whole number in one step and returns the result; its time to live stays. */
    public suspend fun decrement(key: String, delta: Long = 1): Long = call { decrement(key, delta) }

    // --- all else

    /** Returns the keys of this prefix and version that match, scanned as they are collected. */
    public fun keys(glob: String): Flow<String> = flow {
        blocking.keys(glob).use { found -> found.iterator().forEach { emit(it) } }
    }.flowOn(dispatcher)

    /** Returns a view of the entries of another version; it needs no closing, and closing it does nothing. */
    public fun atVersion(version: Int): SuspendingCache<V> =
        SuspendingCache(blocking.atVersion(version), dispatcher, loads, isView = true)

    /** Moves an entry to another version of its key, over whatever is there; its time to live stays. */
    public suspend fun moveToVersion(key: String, version: Int): Unit = call { moveToVersion(key, version) }

    /**
     * Runs the action while it holds a lock; null, without running it, if the lock is not free in time.
     *
     * @param holdFor how long the lock is held at most, even if the action takes longer
     * @param wait how long to wait for the lock
     */
    public suspend fun <R : Any> withLock(
        key: String,
        holdFor: Duration,
        wait: Duration = Duration.ZERO,
        action: suspend () -> R,
    ): R? {
        val deadline = TimeSource.Monotonic.markNow() + wait
        val lock = blocking.lock(key, holdFor)
        try {
            while (!call { lock.tryAcquire() }) {
                if (deadline.hasPassedNow()) {
                    return null
                }
                delay(PAUSE_MILLIS.random().milliseconds)
            }
            return action()
        } finally {
            withContext(NonCancellable) { release(lock) }
        }
    }

    private suspend fun release(lock: CacheLock) = call { lock.close() }

    /** Writes every entry of this prefix and version anew in the format configured now, and says how many. */
    public suspend fun rewriteAll(progress: Progress = Progress { _, _ -> }): Long = call { rewriteAll(progress) }

    /** Returns the counts since the cache was built; many coroutines that shared one call count as one. */
    public fun statistics(): CacheStatistics = blocking.statistics()

    /** Returns what is known of an entry, present or not, for people who look for a fault. */
    public suspend fun explain(key: String): EntryInfo = call { explain(key) }

    /** Asks every server for a sign of life. */
    public suspend fun ping(): Unit = call { ping() }

    /** Closes the cache, and cancels the loads of its coroutines: who waits for one gets an [IllegalStateException]. */
    override fun close() {
        if (!isView) {
            loads.close()
            blocking.close()
        }
    }

    private suspend fun <T> call(body: Cache<V>.() -> T): T = withContext(dispatcher) { blocking.body() }

    private fun background(isWanted: Boolean) = if (isWanted) SharedLoads.threads.asExecutor() else null

    private companion object {
        private val PAUSE_MILLIS = 8..50
    }
}
