package dev.larder.internal.store;

/**
 * A loaded value to store under a lease.
 *
 * @param claim the lease
 * @param value the bytes
 * @param written the value as {@link Seen}, to recognise a commit of our own
 * @param ttlMillis how long it lives, or {@link Store#FOREVER}
 */
public record Commit(Claim claim, byte[] value, Seen written, long ttlMillis) {}
