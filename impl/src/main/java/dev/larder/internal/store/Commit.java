package dev.larder.internal.store;

/**
 * A loaded value to store under a lease.
 *
 * @param claim the lease
 * @param value the bytes
 * @param written the value as {@link Seen}, to recognise a commit of our own
 * @param ttlMillis how long it lives, or {@link Store#FOREVER}
 * @param freshMillis how much of that it is fresh, or {@link Store#FOREVER}
 */
public record Commit(Claim claim, byte[] value, Seen written, long ttlMillis, long freshMillis) {
    /** A value that is fresh as long as it lives. */
    public Commit(Claim claim, byte[] value, Seen written, long ttlMillis) {
        this(claim, value, written, ttlMillis, ttlMillis);
    }

    /** Which entry it is for. */
    public EntryKey key() {
        return claim.key();
    }
}
