package dev.larder.internal.store;

import org.jspecify.annotations.Nullable;

/**
 * One of several leases to take.
 *
 * @param key the entry that is to be loaded
 * @param token who we are; new for each attempt
 * @param previous a token of ours that counts as free, as an own cool-down does then; null if there is a value to go on with
 * @param seen what was seen under the key
 */
public record Claim(EntryKey key, byte[] token, byte @Nullable [] previous, Seen seen) {
    /** Whoever has seen an entry has a value to go on with. */
    public Claim(EntryKey key, byte[] token, Seen seen) {
        this(key, token, seen.kind() == Seen.Kind.ABSENT ? token : null, seen);
    }
}
