package dev.larder.internal.store;

/**
 * What is under a key.
 *
 * @param value the bytes
 * @param ttlMillis how long they still live, or {@link Store#FOREVER}
 */
public record Entry(byte[] value, long ttlMillis) {}
