package dev.larder.kotlin

import dev.larder.BulkLoader
import dev.larder.CacheUnavailableException
import dev.larder.LoadException
import dev.larder.Loader
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.Job
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.async
import kotlinx.coroutines.cancel
import kotlinx.coroutines.currentCoroutineContext
import kotlinx.coroutines.ensureActive
import kotlinx.coroutines.future.asCompletableFuture
import kotlinx.coroutines.isActive
import kotlinx.coroutines.launch
import kotlinx.coroutines.sync.Semaphore
import java.util.concurrent.atomic.AtomicBoolean
import kotlin.coroutines.AbstractCoroutineContextElement
import kotlin.coroutines.CoroutineContext

/**
 * The loads of coroutines: many of them share one call of the blocking `getOrSet`, which has a thread of its own.
 *
 * Callers of one key gather in a flight, which takes off when there is a thread for it, by one call for all of them.
 * Who comes later gathers in the next one, which takes off when the one before has landed or has begun to load. So each
 * result is that of a call that began after its callers had asked, and all that the blocking cache promises holds for
 * them too: after a delete nobody gets what was loaded before, a stale value is served at once while another loads,
 * and a wait ends. At most one flight of a key loads, one waits for it, and one gathers.
 */
internal class SharedLoads<V : Any> {
    private data class Id(val version: Int, val key: String)

    /** One coroutine that wants a value, and how it would get it. */
    private class Caller<V : Any>(
        val loader: suspend () -> V,
        val call: (Loader<V>) -> V,
        val context: CoroutineContext,
    )

    private sealed interface Landing<out V> {
        class Loaded<V>(val value: V) : Landing<V>

        class Failed(val leader: Caller<*>, val cause: Throwable, val byLoader: Boolean) : Landing<Nothing>

        /** It says nothing of the loaders of the others. */
        class Cancelled(val leader: Caller<*>, val cause: Throwable) : Landing<Nothing>

        object Closed : Landing<Nothing>
    }

    private inner class Flight(var previous: Flight?, first: Caller<V>) {
        val callers = linkedSetOf(first)
        val isInsideLoad = first.context[InsideLoad] != null
        var gathering = true
        val bridge = Bridge(scope)

        /** Whether it has begun to load, as soon as it has or has landed without. */
        val passed = CompletableDeferred<Boolean>()
        val landing = CompletableDeferred<Landing<V>>()
    }

    private val scope = CoroutineScope(SupervisorJob())

    /** The flights that have not landed, in the order in which they take off. */
    private val flights = HashMap<Id, ArrayDeque<Flight>>()
    private val permits = Semaphore(MOST_CALLS_AT_ONCE)

    /** Returns what one blocking call for all that ask at the same time returns, or fails as it does. */
    suspend fun getOrSet(version: Int, key: String, loader: suspend () -> V, call: (Loader<V>) -> V): V {
        val context = currentCoroutineContext()
        val id = Id(version, key)
        if (context[InsideLoad].isOf(id)) {
            return loader()
        }
        val caller = Caller(loader, call, context)
        while (true) {
            val flight = board(id, caller)
            val landing = try {
                flight.landing.await()
            } finally {
                leave(id, flight, caller)
            }
            when (landing) {
                is Landing.Loaded -> return landing.value
                is Landing.Failed -> throw if (landing.leader === caller) landing.cause else forOthers(key, landing)
                is Landing.Cancelled -> when {
                    !scope.isActive -> throw closed()
                    landing.leader === caller -> throw landing.cause
                }
                is Landing.Closed -> throw closed()
            }
        }
    }

    /** Runs one blocking call for several keys; its loads are shared with those of the blocking cache alone. */
    suspend fun getOrSetMany(
        version: Int,
        loader: suspend (Set<String>) -> Map<String, V>,
        call: (BulkLoader<V>) -> Map<String, V>,
    ): Map<String, V> {
        val context = currentCoroutineContext()
        val bridge = Bridge(scope)
        val result = scope.async(threads) {
            permit(isNeeded = context[InsideLoad] == null).use { permit ->
                runCatching {
                    call { missing ->
                        permit.close()
                        bridge.await(context.inside(missing.map { Id(version, it) })) { loader(missing) }
                    }
                }
            }
        }
        try {
            return result.await().getOrThrow()
        } catch (cancelled: CancellationException) {
            bridge.cancel()
            context.ensureActive()
            throw if (scope.isActive) cancelled else closed()
        }
    }

    /** Cancels all loads; who waits for one is told that the cache is closed. */
    fun close() = scope.cancel()

    // --- boarding

    private fun board(id: Id, caller: Caller<V>): Flight {
        val flight = synchronized(flights) {
            val line = flights.getOrPut(id, ::ArrayDeque)
            val last = line.lastOrNull()
            if (last != null && last.gathering) {
                last.callers += caller
                return last
            }
            Flight(last, caller).also(line::addLast)
        }
        scope.launch(threads) { fly(id, flight) }.invokeOnCompletion { land(id, flight, Landing.Closed) }
        return flight
    }

    /** Who waits in a flight waits for those before it too; a load that nobody waits for any more is cancelled. */
    private fun leave(id: Id, flight: Flight, caller: Caller<V>) {
        val deserted = synchronized(flights) {
            flight.callers -= caller
            flights[id].orEmpty().takeLastWhile { it.callers.isEmpty() }.filter { !it.gathering }
        }
        deserted.forEach { it.bridge.cancel() }
    }

    /** Lets nobody board any more and says whose loader is to run; null if all have left. */
    private fun close(flight: Flight): Caller<V>? = synchronized(flights) {
        flight.gathering = false
        flight.previous = null
        flight.callers.firstOrNull()
    }

    // --- flying

    private suspend fun fly(id: Id, flight: Flight) {
        val isWaiting = flight.previous?.passed?.await() == true
        permit(isNeeded = !isWaiting && !flight.isInsideLoad).use { permit ->
            val leader = close(flight) ?: return
            val landing = try {
                val value = leader.call {
                    permit.close()
                    flight.passed.complete(true)
                    flight.bridge.await(leader.context.inside(listOf(id)), leader.loader)
                }
                Landing.Loaded(value)
            } catch (failed: Throwable) {
                if (failed is CancellationException || failed.cause is InterruptedException) {
                    Landing.Cancelled(leader, failed)
                } else {
                    Landing.Failed(leader, failed, byLoader = flight.bridge.isUsed)
                }
            }
            land(id, flight, landing)
        }
    }

    private fun land(id: Id, flight: Flight, landing: Landing<V>) {
        synchronized(flights) {
            flight.gathering = false
            val line = flights[id]
            if (line != null && line.remove(flight) && line.isEmpty()) {
                flights -= id
            }
        }
        flight.landing.complete(landing)
        flight.passed.complete(false)
    }

    /** One of the calls that may block at once; a load is none, nor is what waits for a load. */
    private suspend fun permit(isNeeded: Boolean): Permit {
        if (isNeeded) {
            permits.acquire()
        }
        return Permit(permits, isNeeded)
    }

    private class Permit(private val permits: Semaphore, isHeld: Boolean) : AutoCloseable {
        private val held = AtomicBoolean(isHeld)

        override fun close() {
            if (held.getAndSet(false)) {
                permits.release()
            }
        }
    }

    // --- telling

    /** Those that shared a load get an exception of their own, with the same cause. */
    private fun forOthers(key: String, landing: Landing.Failed): Throwable {
        val failed = landing.cause
        if (!landing.byLoader || failed is CacheUnavailableException) {
            return failed
        }
        val cause = (failed as? LoadException)?.cause ?: failed
        return LoadException("the load of '$key' that this caller waited for failed: $cause", cause)
    }

    private fun closed() = IllegalStateException("the cache is closed; build another one")

    // --- inside a loader

    /** Marks the context of loaders, so that one that asks for its own key does not wait for itself. */
    private class InsideLoad(val ids: Set<Id>) : AbstractCoroutineContextElement(InsideLoad) {
        companion object Key : CoroutineContext.Key<InsideLoad>
    }

    private fun InsideLoad?.isOf(id: Id) = this != null && id in ids

    private fun CoroutineContext.inside(ids: Collection<Id>): CoroutineContext =
        minusKey(Job) + InsideLoad(this[InsideLoad]?.ids.orEmpty() + ids)

    companion object {
        /** As many as `Dispatchers.IO` lets block at once. */
        private const val MOST_CALLS_AT_ONCE = 64

        /** A thread for each that asks: one that waits for a loader must not keep a loader from its thread. */
        val threads = Dispatchers.IO.limitedParallelism(Int.MAX_VALUE)
    }
}

/** Lets a thread wait for a suspending loader, which runs in a context of its own. */
internal class Bridge(private val scope: CoroutineScope) {
    private var running: Job? = null
    private var isCancelled = false

    /** Whether a loader was run. */
    @Volatile
    var isUsed = false
        private set

    /** Returns what the loader returns, and throws what it throws. */
    fun <T> await(context: CoroutineContext, loader: suspend () -> T): T {
        isUsed = true
        val load = scope.async(context) { loader() }
        synchronized(this) {
            running = load
            if (isCancelled) {
                load.cancel()
            }
        }
        // as a result, for the future itself would throw something else than it was completed with
        val ended = load.asCompletableFuture().handle<Result<T>> { value, failure ->
            if (failure == null) Result.success(value) else Result.failure(failure)
        }
        try {
            return ended.get().getOrThrow()
        } catch (interrupted: InterruptedException) {
            load.cancel()
            throw interrupted
        }
    }

    fun cancel() = synchronized(this) {
        isCancelled = true
        running?.cancel()
    }
}
