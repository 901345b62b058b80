package dev.larder.internal.store;

/**
 * One of several leases to take.
 *
 * @param key the entry that is to be loaded
 * @param token who we are; new for each attempt
 * @param seen what was seen under the key
 */
public record Claim(EntryKey key, byte[] token, Seen seen) {}
