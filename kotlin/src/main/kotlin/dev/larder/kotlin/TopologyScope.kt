package dev.larder.kotlin

import dev.larder.Hashing
import dev.larder.Shard
import dev.larder.Topology

/** Says which servers there are and what each is for. */
@LarderDsl
public open class TopologyScope internal constructor(private var named: Topology?) {
    /**
     * These servers.
     *
     * @throws IllegalArgumentException if servers are named already, here or beside the block
     */
    public fun topology(topology: Topology) {
        require(named == null) { "servers are named twice: $named and $topology; name them once" }
        named = topology
    }

    /** One server. */
    public fun single(uri: String): Unit = topology(Topology.single(uri))

    /** One primary that takes the writes, and replicas that answer reads. */
    public fun replicated(primary: String, vararg replicas: String): Unit =
        topology(Topology.replicated(primary, *replicas))

    /** Several servers of weight 1 that share the keys, each named by its address. */
    public fun sharded(vararg uris: String): Unit = topology(Topology.sharded(*uris))

    /** Several servers that share the keys, one by one. */
    public fun sharded(describe: ShardedScope.() -> Unit): Unit = topology(ShardedScope().apply(describe).sharded())

    /** A Redis Cluster, found through any of its nodes. */
    public fun cluster(vararg nodes: String, describe: ClusterScope.() -> Unit = {}): Unit =
        topology(ClusterScope(Topology.cluster(*nodes)).apply(describe).cluster)

    /** One primary and its replicas, found through sentinels that promote a replica when the primary fails. */
    public fun sentinel(primaryName: String, vararg sentinels: String, describe: SentinelScope.() -> Unit = {}): Unit =
        topology(SentinelScope(Topology.sentinel(primaryName, *sentinels)).apply(describe).sentinel)

    /** The memory of this process, with the same promises as Redis: for tests. */
    public fun inMemory(): Unit = topology(Topology.inMemory())

    /** Nowhere: keeps nothing, finds nothing, and `getOrSet` runs the loader. */
    public fun none(): Unit = topology(Topology.none())

    internal fun servers(): Topology = requireNotNull(named) {
        "no servers named; give an address, as in cache<User>(\"redis://localhost\")," +
            " or name them in the block, as in sharded { … }"
    }

    internal fun requireNoServers() {
        require(named == null) { "servers are named twice: in the CacheBuilder and as $named; name them once" }
    }
}

/** Says which servers share the keys. */
@LarderDsl
public class ShardedScope internal constructor() {
    private val shards = mutableListOf<Shard>()
    private var moving: (Topology.Sharded) -> Topology.Sharded = { it }

    /** How keys are spread: [Hashing.RENDEZVOUS] by default. */
    public var hashing: Hashing = Hashing.RENDEZVOUS

    /**
     * One server, or one primary and its replicas.
     *
     * @param name decides which keys the shard gets, so keep it when the address changes; not blank
     * @param uri the primary
     */
    public fun shard(name: String, uri: String, describe: ShardScope.() -> Unit = {}) {
        shards += ShardScope(Shard.of(name, uri)).apply(describe).shard()
    }

    /** One server that is named by its address, without user and password. */
    public fun shard(uri: String, describe: ShardScope.() -> Unit = {}) {
        shards += ShardScope(Topology.sharded(uri).shards().single()).apply(describe).shard()
    }

    /** The first step of growing: deletes and sets also drop what these servers hold. */
    public fun movingTo(describe: TopologyScope.() -> Unit) {
        val next = TopologyScope(null).apply(describe).servers()
        moving = moving.then { it.movingTo(next) }
    }

    /** The second step of growing: what is missing here is fetched from these servers. */
    public fun movingFrom(describe: TopologyScope.() -> Unit) {
        val previous = TopologyScope(null).apply(describe).servers()
        moving = moving.then { it.movingFrom(previous) }
    }

    internal fun sharded(): Topology.Sharded = moving(Topology.sharded(*shards.toTypedArray()).hashing(hashing))

    private fun <T> ((T) -> T).then(next: (T) -> T): (T) -> T = { next(this(it)) }
}

/** Says what one of several shards is. */
@LarderDsl
public class ShardScope internal constructor(private val primary: Shard) {
    private val replicas = mutableListOf<String>()

    /** Gives the shard this many times the keys of a shard of weight 1. */
    public var weight: Int = primary.weight()

    /** Reads may go to this replica of the primary. */
    public fun replica(uri: String) {
        replicas += uri
    }

    internal fun shard(): Shard = primary.weight(weight).replicas(*replicas.toTypedArray())
}

/** Says how a Redis Cluster is used. */
@LarderDsl
public class ClusterScope internal constructor(internal var cluster: Topology.Cluster) {
    /** Lets replicas answer reads, which may then be as old as their lag. */
    public fun readingFromReplicas() {
        cluster = cluster.readingFromReplicas()
    }
}

/** Says how sentinels and the servers that they watch are used. */
@LarderDsl
public class SentinelScope internal constructor(internal var sentinel: Topology.Sentinel) {
    /** How to log in to the sentinels, which have credentials of their own. */
    public fun credentials(user: String, password: String) {
        sentinel = sentinel.credentials(user, password)
    }

    /** Lets replicas answer reads, which may then be as old as their lag. */
    public fun readingFromReplicas() {
        sentinel = sentinel.readingFromReplicas()
    }
}
