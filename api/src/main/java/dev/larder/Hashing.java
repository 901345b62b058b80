package dev.larder;

/** How keys are spread over shards. */
public enum Hashing {
    /** Weighted rendezvous hashing over the shards' names: even, and a new shard takes keys from all others alike. */
    RENDEZVOUS,
    /** The md5 ring of django-redis-cache, bit for bit, to share data with it. */
    DJANGO
}
