package dev.larder.internal.codec;

/**
 * A value and what its envelope says of the load that gave it.
 *
 * @param <V> the type of the value
 * @param value the value
 * @param loadMillis how long the load took; 0 if unknown
 * @param graceMillis for how long at the end of its life the entry is stale
 */
public record Decoded<V>(V value, long loadMillis, long graceMillis) {}
