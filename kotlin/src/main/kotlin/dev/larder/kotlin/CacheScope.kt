package dev.larder.kotlin

import dev.larder.CacheBuilder
import dev.larder.CacheListener
import dev.larder.CacheProvider
import dev.larder.NearCache
import dev.larder.Pool
import dev.larder.Resilience
import dev.larder.Topology
import dev.larder.ValueFormat
import dev.larder.compressor.bzip2.Bzip2Compressor
import dev.larder.compressor.lz4.Lz4Compressor
import dev.larder.compressor.xz.XzCompressor
import dev.larder.compressor.zlib.ZlibCompressor
import dev.larder.compressor.zstd.ZstdCompressor
import dev.larder.spi.Compressor
import dev.larder.spi.Serializer
import javax.net.ssl.SSLContext
import kotlin.properties.ReadWriteProperty
import kotlin.reflect.KProperty
import kotlin.time.Duration
import kotlin.time.toJavaDuration
import kotlin.time.toKotlinDuration

/**
 * Describes a cache: all that `dev.larder.CacheBuilder` can be told, with its defaults and its limits.
 *
 * A property that was not set here cannot be read, for its default is the builder's. What is set twice has the last
 * value.
 */
@LarderDsl
public class CacheScope internal constructor(topology: Topology?) : TopologyScope(topology) {
    private val settings = linkedMapOf<String, CacheBuilder.() -> Unit>()
    private val listeners = mutableListOf<CacheListener>()

    /** What every key begins with; it keeps caches apart that share a server. */
    public var keyPrefix: String by setting { keyPrefix(it) }

    /** The version of the entries, any number. */
    public var version: Int by setting { version(it) }

    /** How long entries live that are stored without a time; [Duration.INFINITE] for ever. */
    public var defaultTtl: Duration by setting { defaultTtl(it.toTtl()) }

    /** The most to take away at random from finite times to live, from 0 for nothing to less than 1. */
    public var ttlJitter: Double by setting { ttlJitter(it) }

    /** How many bytes a serialized value has at least if it is compressed. */
    public var compressFromBytes: Int by setting { compressFromBytes(it) }

    /** How many bytes a value may have, serialized or compressed. */
    public var maxValueBytes: Int by setting { maxValueBytes(it) }

    /** How values are written. */
    public var valueFormat: ValueFormat by setting { valueFormat(it) }

    /** Which copies to keep in this process. */
    public var nearCache: NearCache by setting { nearCache(it) }

    // --- connections

    /** The database for servers whose address names none. */
    public var database: Int by setting { database(it) }

    /** Whom to trust with TLS, and who we are. */
    public var tls: SSLContext by setting { tls(it) }

    /** The longest time to connect. */
    public var connectTimeout: Duration by setting { connectTimeout(it.toJavaDuration()) }

    /** The longest wait for a reply. */
    public var socketTimeout: Duration by setting { socketTimeout(it.toJavaDuration()) }

    /** What makes the caches, in place of the one on the class path. */
    public var provider: CacheProvider by setting { provider(it) }

    /** How to log in to servers whose address names no user and password; an empty user for the default one. */
    public fun credentials(user: String, password: String) {
        settings["credentials"] = { credentials(user, password) }
    }

    /** How many connections to each server, and how long to wait for one. */
    public fun pool(describe: PoolScope.() -> Unit) {
        pool(PoolScope().apply(describe).pool())
    }

    /** How many connections to each server, and how long to wait for one. */
    public fun pool(pool: Pool) {
        settings["pool"] = { pool(pool) }
    }

    /** What to do while Redis is away, and when to look whether it is back. */
    public fun resilience(describe: ResilienceScope.() -> Unit) {
        resilience(ResilienceScope().apply(describe).resilience())
    }

    /** What to do while Redis is away, and when to look whether it is back. */
    public fun resilience(resilience: Resilience) {
        settings["resilience"] = { resilience(resilience) }
    }

    // --- what writes values

    /** JSON, by `larder-serializer-json`. */
    public fun json(): Unit = serializer("json")

    /** YAML, by `larder-serializer-yaml`. */
    public fun yaml(): Unit = serializer("yaml")

    /** MessagePack, by `larder-serializer-msgpack`. */
    public fun msgpack(): Unit = serializer("msgpack")

    /** Serialization of the JDK behind an allow-list, by `larder-serializer-java`. */
    public fun javaSerialization(): Unit = serializer("java")

    /** What writes values, by the name of one on the class path; not needed if there is just one. */
    public fun serializer(name: String) {
        settings["serializer"] = { serializer(name) }
    }

    /** What writes values; it also reads those of its name. */
    public fun serializer(serializer: Serializer) {
        settings["serializer"] = { serializer(serializer) }
    }

    // --- what compresses values

    /** zlib, by `larder-compressor-zlib`. */
    public fun zlib(): Unit = compressor("zlib")

    /** zlib at a level, by `larder-compressor-zlib`. */
    public fun zlib(level: Int): Unit = compressor(leveled("zlib") { ZlibCompressor.level(level) })

    /** bzip2, by `larder-compressor-bzip2`. */
    public fun bzip2(): Unit = compressor("bzip2")

    /** bzip2 at a level, by `larder-compressor-bzip2`. */
    public fun bzip2(level: Int): Unit = compressor(leveled("bzip2") { Bzip2Compressor.level(level) })

    /** xz, by `larder-compressor-xz`. */
    public fun xz(): Unit = compressor("xz")

    /** xz at a level, by `larder-compressor-xz`. */
    public fun xz(level: Int): Unit = compressor(leveled("xz") { XzCompressor.level(level) })

    /** Zstandard, by `larder-compressor-zstd`. */
    public fun zstd(): Unit = compressor("zstd")

    /** Zstandard at a level, by `larder-compressor-zstd`. */
    public fun zstd(level: Int): Unit = compressor(leveled("zstd") { ZstdCompressor.level(level) })

    /** LZ4, by `larder-compressor-lz4`. */
    public fun lz4(): Unit = compressor("lz4")

    /** LZ4 at a level, by `larder-compressor-lz4`. */
    public fun lz4(level: Int): Unit = compressor(leveled("lz4") { Lz4Compressor.level(level) })

    /** What compresses values, by the name of one on the class path. */
    public fun compressor(name: String) {
        settings["compressor"] = { compressor(name) }
    }

    /** What compresses values; it also reads those of its name. */
    public fun compressor(compressor: Compressor) {
        settings["compressor"] = { compressor(compressor) }
    }

    // the modules of compressors are optional: their classes are looked for only when a level is asked for
    private inline fun leveled(name: String, make: () -> Compressor): Compressor =
        try {
            make()
        } catch (missing: NoClassDefFoundError) {
            throw IllegalStateException(
                "a level of $name needs larder-compressor-$name on the class path but ${missing.message} is not" +
                    " there; add dev.larder:larder-compressor-$name",
                missing,
            )
        }

    // --- who listens

    /** Hears what the cache does, as the block says; all that listen hear it, in the order given. */
    public fun onEvent(describe: EventScope.() -> Unit) {
        listeners += EventScope().apply(describe).listeners
    }

    /** Hears what the cache does; all that listen hear it, in the order given. */
    public fun listener(listener: CacheListener) {
        listeners += listener
    }

    internal fun applyTo(builder: CacheBuilder) {
        settings.values.forEach { builder.it() }
        if (listeners.isNotEmpty()) {
            builder.listener(listeners.singleOrNull() ?: Listeners(listeners.toList()))
        }
    }

    private fun <T : Any> setting(apply: CacheBuilder.(T) -> Unit) = Setting(apply)

    private class Setting<T : Any>(private val apply: CacheBuilder.(T) -> Unit) : ReadWriteProperty<CacheScope, T> {
        private var value: T? = null

        override fun getValue(thisRef: CacheScope, property: KProperty<*>): T =
            checkNotNull(value) { "${property.name} is not set here, and its default is that of CacheBuilder" }

        override fun setValue(thisRef: CacheScope, property: KProperty<*>, value: T) {
            this.value = value
            thisRef.settings[property.name] = { apply(value) }
        }
    }
}

/** Says how many connections to one server there may be, and how long a caller waits for one. */
@LarderDsl
public class PoolScope internal constructor() {
    /** The most connections to each server; one more renews leases and locks when all are in use. */
    public var maxConnections: Int = Pool.DEFAULT.max()

    /** The connections kept open while idle. */
    public var minIdle: Int = Pool.DEFAULT.minIdle()

    /** How long a caller waits for a connection when all are in use; zero fails at once. */
    public var maxWait: Duration = Pool.DEFAULT.maxWait().toKotlinDuration()

    internal fun pool(): Pool = Pool.ofMax(maxConnections).minIdle(minIdle).maxWait(maxWait.toJavaDuration())
}

/** Says what a cache does while Redis is away, and when it looks whether it is back. */
@LarderDsl
public class ResilienceScope internal constructor() {
    private var policy = Resilience.missOnOutage()

    /** How often a read is tried again on another connection when a pooled one had gone stale: 0 or 1. */
    public var retries: Int = policy.retries()

    /** How many failures in a row take a server for away. */
    public var failuresToOpen: Int = policy.failuresToOpen()

    /** How long a server that was taken for away is not asked. */
    public var openFor: Duration = policy.openFor().toKotlinDuration()

    /** How many loads run at once in a cache while Redis is away. */
    public var loadsWhileAway: Int = policy.loadsWhileAway()

    /** Acts as if the cache were empty while Redis is away; this is so if nothing is said. */
    public fun missOnOutage() {
        policy = Resilience.missOnOutage()
    }

    /** Throws `CacheUnavailableException` from every operation while Redis is away. */
    public fun throwOnOutage() {
        policy = Resilience.throwOnOutage()
    }

    internal fun resilience(): Resilience = policy
        .retries(retries)
        .failuresToOpen(failuresToOpen)
        .openFor(openFor.toJavaDuration())
        .loadsWhileAway(loadsWhileAway)
}
