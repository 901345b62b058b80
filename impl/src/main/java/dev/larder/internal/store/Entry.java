package dev.larder.internal.store;

/**
 * What is under a key.
 *
 * @param value the bytes
 * @param ttlMillis how long they still live, or {@link Store#FOREVER}
 * @param freshMillis how much of that they are fresh, as far as other keys tell; or {@link Store#FOREVER}
 */
public record Entry(byte[] value, long ttlMillis, long freshMillis) {
    /** What is fresh as long as it lives, unless the value itself says otherwise. */
    public Entry(byte[] value, long ttlMillis) {
        this(value, ttlMillis, ttlMillis);
    }
}
