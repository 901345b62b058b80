package dev.larder;

/**
 * How keys are spread over shards.
 *
 * <p>Keys with the same hash tag, the first part of a key in braces as in <code>{user:42}:cart</code>, live on the same
 * shard.
 */
public enum Hashing {
    /** Weighted rendezvous hashing over the shards' names: even, and a new shard takes keys from all others alike. */
    RENDEZVOUS,
    /**
     * The md5 ring of django-redis-cache, bit for bit, to share data with it.
     *
     * <p>Shards are to be spelled as in its {@code LOCATION} and have no weights. Keys with a hash tag are not shared:
     * django-redis-cache knows none.
     */
    DJANGO
}
