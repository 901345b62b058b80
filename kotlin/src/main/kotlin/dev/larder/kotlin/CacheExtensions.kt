package dev.larder.kotlin

import dev.larder.Cache
import dev.larder.CacheLock
import java.util.concurrent.Executor
import kotlin.time.Duration
import kotlin.time.toJavaDuration

/** Removes the entry, if there is one. */
public operator fun Cache<*>.minusAssign(key: String) {
    delete(key)
}

/** Removes the entries. */
public operator fun Cache<*>.minusAssign(keys: Collection<String>) {
    deleteMany(keys)
}

/** Stores the value for this time, whatever was there; see [Cache.set]. */
public fun <V : Any> Cache<V>.set(key: String, value: V, ttl: Duration): Unit = set(key, value, ttl.toTtl())

/** Stores all values for this time; see [Cache.setMany]. */
public fun <V : Any> Cache<V>.setMany(values: Map<String, V>, ttl: Duration): Unit = setMany(values, ttl.toTtl())

/** Stores the value for this time if there is no entry, and says whether it did; see [Cache.add]. */
public fun <V : Any> Cache<V>.add(key: String, value: V, ttl: Duration): Boolean = add(key, value, ttl.toTtl())

/** Makes the entry fresh for this time from now; false if there is none. */
public fun Cache<*>.touch(key: String, ttl: Duration): Boolean = touch(key, ttl.toTtl())

/** Returns a lock that is not held yet, and will be held this long if nobody closes or extends it; see [Cache.lock]. */
public fun Cache<*>.lock(key: String, holdFor: Duration): CacheLock = lock(key, holdFor.toJavaDuration())

/**
 * Returns the fresh value, or a stale one while another caller loads, or runs the loader once among all that ask at
 * the same time, stores its value and returns it; see [Cache.getOrSet] and, for the times, `dev.larder.LoadOptions`.
 *
 * @param freshFor how long a value is returned without loading
 * @param keepFor how long it is kept in all; between the two it is stale
 * @throws dev.larder.LoadException if the loader throws a checked exception, which is the cause
 */
public fun <V : Any> Cache<V>.getOrSet(
    key: String,
    freshFor: Duration,
    keepFor: Duration = freshFor,
    lockFor: Duration = usualLockFor,
    waitFor: Duration = usualWaitFor,
    refreshEarly: Double = 0.0,
    refreshInBackground: Executor? = null,
    loader: () -> V,
): V = getOrSet(key, loader, loadOptions(freshFor, keepFor, lockFor, waitFor, refreshEarly, refreshInBackground))

/**
 * Returns the values of the keys, and loads those that are missing with as few calls of the loader as possible; keys
 * that the loader leaves out are absent from the result; see [Cache.getOrSetMany].
 *
 * @param freshFor how long a value is returned without loading
 * @param keepFor how long it is kept in all; between the two it is stale
 * @throws dev.larder.LoadException if the loader throws a checked exception, which is the cause
 */
public fun <V : Any> Cache<V>.getOrSetMany(
    keys: Collection<String>,
    freshFor: Duration,
    keepFor: Duration = freshFor,
    lockFor: Duration = usualLockFor,
    waitFor: Duration = usualWaitFor,
    refreshEarly: Double = 0.0,
    refreshInBackground: Executor? = null,
    loader: (missing: Set<String>) -> Map<String, V>,
): Map<String, V> =
    getOrSetMany(keys, loader, loadOptions(freshFor, keepFor, lockFor, waitFor, refreshEarly, refreshInBackground))
