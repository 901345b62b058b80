package dev.larder.internal.store;

import org.jspecify.annotations.Nullable;

/**
 * One of several leases to take.
 *
 * @param key the entry that is to be loaded
 * @param token who we are; new for each attempt
 * @param seen what was seen under the key
 */
public record Claim(EntryKey key, byte[] token, Seen seen) {
    /** The own attempts count as free, and an own cool-down does where there is no other value to give. */
    public byte @Nullable [] previous() {
        return seen.kind() == Seen.Kind.ABSENT ? token : null;
    }
}
