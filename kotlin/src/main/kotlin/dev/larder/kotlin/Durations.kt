package dev.larder.kotlin

import dev.larder.CacheLock
import dev.larder.LoadOptions
import dev.larder.Ttl
import java.util.concurrent.Executor
import kotlin.time.Duration
import kotlin.time.toJavaDuration
import kotlin.time.toKotlinDuration

// what LoadOptions are if nothing is said
private val usual = LoadOptions.freshFor(Ttl.FOREVER)

internal val usualLockFor: Duration = usual.lockFor().toKotlinDuration()

internal val usualWaitFor: Duration = usual.waitFor().toKotlinDuration()

/**
 * This long to live; [Duration.INFINITE] is [Ttl.FOREVER].
 *
 * @throws IllegalArgumentException if zero, negative, or finite and longer than 100 years
 */
public fun Duration.toTtl(): Ttl = if (this == Duration.INFINITE) Ttl.FOREVER else Ttl.of(toJavaDuration())

/** How long it is; [Ttl.FOREVER] is [Duration.INFINITE]. */
public fun Ttl.toKotlinDuration(): Duration = if (isForever) Duration.INFINITE else duration().toKotlinDuration()

/**
 * How `getOrSet` keeps what it loads, and how long it waits for others that load the same; see [LoadOptions] for each.
 *
 * @throws IllegalArgumentException if one of them cannot be, or does not fit the others
 */
public fun loadOptions(
    freshFor: Duration,
    keepFor: Duration = freshFor,
    lockFor: Duration = usualLockFor,
    waitFor: Duration = usualWaitFor,
    refreshEarly: Double = usual.refreshEarly(),
    refreshInBackground: Executor? = null,
): LoadOptions {
    val options = LoadOptions.freshFor(freshFor.toTtl())
        .keepFor(keepFor.toTtl())
        .lockFor(lockFor.toJavaDuration())
        .waitFor(waitFor.toJavaDuration())
        .refreshEarly(refreshEarly)
    return if (refreshInBackground == null) options else options.refreshInBackground(refreshInBackground)
}

/** Takes the lock as soon as it is free, or gives up after some time; see [CacheLock.tryAcquire]. */
public fun CacheLock.tryAcquire(wait: Duration): Boolean = tryAcquire(wait.toJavaDuration())

/** Makes the time of a held lock start anew; see [CacheLock.extend]. */
public fun CacheLock.extend(holdFor: Duration): Boolean = extend(holdFor.toJavaDuration())
