package dev.larder.internal.store;

/**
 * What was seen under one of several keys.
 *
 * @param key where
 * @param seen what
 */
public record Sighting(EntryKey key, Seen seen) {}
