package dev.larder.kotlin

import dev.larder.Cache
import dev.larder.CacheBuilder
import dev.larder.Topology
import dev.larder.ValueType

/**
 * Builds a cache on one server; contacts no server.
 *
 * ```
 * val users = cache<User>("redis://localhost:6379") {
 *     keyPrefix = "users"
 *     defaultTtl = 5.minutes
 *     json()
 * }
 * ```
 *
 * The type of the values may have type parameters, as in `cache<List<User>>(…)`.
 *
 * @param uri where it is, as `dev.larder.RedisUri` reads it
 * @throws IllegalArgumentException if the address or a setting cannot be
 * @throws IllegalStateException if something that is asked for is not on the class path
 */
public inline fun <reified V : Any> cache(uri: String, noinline describe: CacheScope.() -> Unit = {}): Cache<V> =
    cache(Topology.single(uri), describe)

/**
 * Builds a cache on these servers; contacts no server.
 *
 * @throws IllegalArgumentException if a setting cannot be
 * @throws IllegalStateException if something that is asked for is not on the class path
 */
public inline fun <reified V : Any> cache(topology: Topology, noinline describe: CacheScope.() -> Unit = {}): Cache<V> =
    builderOf(topology, describe).build()

/**
 * Builds a cache on the servers that the block names, such as by [TopologyScope.sharded]; contacts no server.
 *
 * @throws IllegalArgumentException if a setting cannot be, or the block names no servers
 * @throws IllegalStateException if something that is asked for is not on the class path
 */
public inline fun <reified V : Any> cache(noinline describe: CacheScope.() -> Unit): Cache<V> =
    builderOf(null, describe).build()

/**
 * Builds one more cache on the connections of this builder; contacts no server.
 *
 * What the block sets stays with the builder, as in Java. What concerns connections is for the first block alone.
 *
 * @throws IllegalArgumentException if a setting cannot be, or the block names servers
 * @throws IllegalStateException if something that is asked for is not on the class path, or concerns connections and
 *   comes after the first cache
 */
public inline fun <reified V : Any> CacheBuilder.cache(noinline describe: CacheScope.() -> Unit): Cache<V> =
    describedBy(describe).build()

/** Builds a cache for values of this type, generics and all; contacts no server. */
public inline fun <reified V : Any> CacheBuilder.build(): Cache<V> = build(valueType<V>())

/**
 * The type of a cache's values, generics and all.
 *
 * @throws IllegalArgumentException if it has a type variable that is not reified
 */
public inline fun <reified V : Any> valueType(): ValueType<V> = object : ValueType<V>() {}

@PublishedApi
internal fun builderOf(topology: Topology?, describe: CacheScope.() -> Unit): CacheBuilder {
    val scope = CacheScope(topology).apply(describe)
    return CacheBuilder.connectTo(scope.servers()).also(scope::applyTo)
}

@PublishedApi
internal fun CacheBuilder.describedBy(describe: CacheScope.() -> Unit): CacheBuilder {
    val scope = CacheScope(null).apply(describe)
    scope.requireNoServers()
    return also(scope::applyTo)
}
