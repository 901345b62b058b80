package dev.larder.spi;

/**
 * Makes bytes fewer and restores them, safely for many threads at once.
 *
 * <p>Implementations are found by {@link java.util.ServiceLoader}, so they have a public constructor without arguments.
 */
public interface Compressor {
    /**
     * Names the format in every value that is written with it, so it never changes.
     *
     * @return 1 to 15 characters of {@code a-z}, {@code 0-9} and {@code -}
     */
    String name();

    /**
     * Compresses bytes; the result may be longer than what was given.
     *
     * @param bytes not changed, not kept
     * @return bytes that the caller may keep
     */
    byte[] compress(byte[] bytes);

    /**
     * Restores what {@link #compress} was given, and stops as soon as that would exceed the limit.
     *
     * @param bytes not changed, not kept; may be hostile
     * @param maxBytes the most bytes to return, at least 0; no more than about this much memory is taken
     * @return the restored bytes
     * @throws RuntimeException if the bytes are not of this format, are cut off, are followed by others, or would
     *     restore to more than {@code maxBytes}
     */
    byte[] decompress(byte[] bytes, int maxBytes);
}
