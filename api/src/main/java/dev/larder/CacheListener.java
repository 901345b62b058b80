package dev.larder;

import java.time.Duration;

/**
 * Hears what a cache does, on the thread that does it, so it should be quick; what it throws is logged and ignored.
 *
 * <p>Keys are those of the user, without prefix and version. Servers are called as in {@link ServerStatistics#server()}; what
 * befalls one of them is told to all caches of the builder.
 */
public interface CacheListener {
    /** Hears nothing. */
    CacheListener NONE = new CacheListener() {};

    /** A read found a value. */
    default void onHit(String key) {}

    /** A read found no value, or one that cannot be read. */
    default void onMiss(String key) {}

    /** {@code getOrSet} served a value whose freshness had ended. */
    default void onStaleHit(String key) {}

    /** A value was stored, by a write method or after a load. */
    default void onPut(String key) {}

    /** An entry was asked to be removed by its key. */
    default void onDelete(String key) {}

    /** A value was read; these are its bytes as they lie in Redis, whether or not they can be understood. */
    default void onRead(String key, int bytes) {}

    /** A value was stored; these are its bytes as they lie in Redis. */
    default void onWrite(String key, int bytes) {}

    /** A loader returned a value after this time. */
    default void onLoad(String key, Duration took) {}

    /** A loader threw, or returned null. */
    default void onLoadFailure(String key, Throwable cause) {}

    /** A loaded value was not stored, for the entry had changed since the load began or the lease was lost. */
    default void onCommitRejected(String key) {}

    /** A value in Redis could not be read, and counts as a miss. */
    default void onUnreadable(String key, String reason) {}

    /** A write was dropped, or a read was answered as a miss, because Redis is away. */
    default void onDropped(String operation, CacheUnavailableException cause) {}

    /** A caller waited for a connection in vain, for all to this server were in use. */
    default void onPoolTimeout(String server, CacheUnavailableException cause) {}

    /** A server stopped answering; called once an outage. */
    default void onOutage(String server, CacheUnavailableException cause) {}

    /** A server answers again. */
    default void onOutageEnd(String server, Duration lasted) {}
}
