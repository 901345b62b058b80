package dev.larder.internal.store;

import org.jspecify.annotations.Nullable;

/**
 * One of several leases to take.
 *
 * @param key the entry that is to be loaded
 * @param token who we are; new for each attempt
 * @param previous a token of ours that counts as free
 * @param seen what was seen under the key
 */
public record Claim(EntryKey key, byte[] token, byte @Nullable [] previous, Seen seen) {
    /** The own attempts count as free, and an own cool-down does where there is no other value to give. */
    public Claim(EntryKey key, byte[] token, Seen seen) {
        this(key, token, seen.kind() == Seen.Kind.ABSENT ? token : null, seen);
    }
}
