package dev.larder.kotlin

import dev.larder.CacheListener
import dev.larder.CacheUnavailableException
import java.time.Duration as JavaDuration
import kotlin.time.Duration
import kotlin.time.toKotlinDuration

/**
 * Says what to do when something happens in a cache, on the thread where it happens, so it should be quick; what is
 * thrown is logged and ignored.
 *
 * Keys are those of the user, without prefix and version. What befalls a server is told to all caches that share it.
 */
@LarderDsl
public class EventScope internal constructor() {
    internal val listeners = mutableListOf<CacheListener>()

    /** A read found a value. */
    public fun hit(action: (key: String) -> Unit): Unit =
        hear(object : CacheListener { override fun onHit(key: String) = action(key) })

    /** A read found no value, or one that cannot be read. */
    public fun miss(action: (key: String) -> Unit): Unit =
        hear(object : CacheListener { override fun onMiss(key: String) = action(key) })

    /** `getOrSet` served a value whose freshness had ended. */
    public fun staleHit(action: (key: String) -> Unit): Unit =
        hear(object : CacheListener { override fun onStaleHit(key: String) = action(key) })

    /** A value was stored, by a write method or after a load. */
    public fun put(action: (key: String) -> Unit): Unit =
        hear(object : CacheListener { override fun onPut(key: String) = action(key) })

    /** An entry was asked to be removed by its key. */
    public fun delete(action: (key: String) -> Unit): Unit =
        hear(object : CacheListener { override fun onDelete(key: String) = action(key) })

    /** A value was read; these are its bytes as they lie in Redis, whether or not they can be understood. */
    public fun read(action: (key: String, bytes: Int) -> Unit): Unit =
        hear(object : CacheListener { override fun onRead(key: String, bytes: Int) = action(key, bytes) })

    /** A value was stored; these are its bytes as they lie in Redis. */
    public fun write(action: (key: String, bytes: Int) -> Unit): Unit =
        hear(object : CacheListener { override fun onWrite(key: String, bytes: Int) = action(key, bytes) })

    /** A loader returned a value after this time. */
    public fun load(action: (key: String, took: Duration) -> Unit): Unit = hear(object : CacheListener {
        override fun onLoad(key: String, took: JavaDuration) = action(key, took.toKotlinDuration())
    })

    /** A loader threw, or returned null. */
    public fun loadFailure(action: (key: String, cause: Throwable) -> Unit): Unit =
        hear(object : CacheListener { override fun onLoadFailure(key: String, cause: Throwable) = action(key, cause) })

    /** A loaded value was not stored, for the entry had changed since the load began or the lease was lost. */
    public fun commitRejected(action: (key: String) -> Unit): Unit =
        hear(object : CacheListener { override fun onCommitRejected(key: String) = action(key) })

    /** A value in Redis could not be read, and counts as a miss. */
    public fun unreadable(action: (key: String, reason: String) -> Unit): Unit =
        hear(object : CacheListener { override fun onUnreadable(key: String, reason: String) = action(key, reason) })

    /** A write was dropped, or a read was answered as a miss, because Redis is away. */
    public fun dropped(action: (operation: String, cause: CacheUnavailableException) -> Unit): Unit =
        hear(object : CacheListener {
            override fun onDropped(operation: String, cause: CacheUnavailableException) = action(operation, cause)
        })

    /** A caller waited for a connection in vain, for all to this server were in use. */
    public fun poolTimeout(action: (server: String, cause: CacheUnavailableException) -> Unit): Unit =
        hear(object : CacheListener {
            override fun onPoolTimeout(server: String, cause: CacheUnavailableException) = action(server, cause)
        })

    /** A server stopped answering; called once an outage. */
    public fun outage(action: (server: String, cause: CacheUnavailableException) -> Unit): Unit =
        hear(object : CacheListener {
            override fun onOutage(server: String, cause: CacheUnavailableException) = action(server, cause)
        })

    /** A server answers again. */
    public fun outageEnd(action: (server: String, lasted: Duration) -> Unit): Unit = hear(object : CacheListener {
        override fun onOutageEnd(server: String, lasted: JavaDuration) = action(server, lasted.toKotlinDuration())
    })

    private fun hear(listener: CacheListener) {
        listeners += listener
    }
}

/** Tells all of them, whatever one of them throws. */
internal class Listeners(private val all: List<CacheListener>) : CacheListener {
    override fun onHit(key: String) = each { it.onHit(key) }

    override fun onMiss(key: String) = each { it.onMiss(key) }

    override fun onStaleHit(key: String) = each { it.onStaleHit(key) }

    override fun onPut(key: String) = each { it.onPut(key) }

    override fun onDelete(key: String) = each { it.onDelete(key) }

    override fun onRead(key: String, bytes: Int) = each { it.onRead(key, bytes) }

    override fun onWrite(key: String, bytes: Int) = each { it.onWrite(key, bytes) }

    override fun onLoad(key: String, took: JavaDuration) = each { it.onLoad(key, took) }

    override fun onLoadFailure(key: String, cause: Throwable) = each { it.onLoadFailure(key, cause) }

    override fun onCommitRejected(key: String) = each { it.onCommitRejected(key) }

    override fun onUnreadable(key: String, reason: String) = each { it.onUnreadable(key, reason) }

    override fun onDropped(operation: String, cause: CacheUnavailableException) =
        each { it.onDropped(operation, cause) }

    override fun onPoolTimeout(server: String, cause: CacheUnavailableException) =
        each { it.onPoolTimeout(server, cause) }

    override fun onOutage(server: String, cause: CacheUnavailableException) = each { it.onOutage(server, cause) }

    override fun onOutageEnd(server: String, lasted: JavaDuration) = each { it.onOutageEnd(server, lasted) }

    private inline fun each(tell: (CacheListener) -> Unit) {
        var failure: Throwable? = null
        for (listener in all) {
            try {
                tell(listener)
            } catch (failed: Throwable) {
                failure = failure?.apply { addSuppressed(failed) } ?: failed
            }
        }
        failure?.let { throw it }
    }
}
