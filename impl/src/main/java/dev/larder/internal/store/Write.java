package dev.larder.internal.store;

/**
 * One of several values to store.
 *
 * @param key where
 * @param value the bytes
 * @param ttlMillis how long they live, or {@link Store#FOREVER}
 */
public record Write(EntryKey key, byte[] value, long ttlMillis) {}
