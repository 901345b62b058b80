package dev.larder;

/**
 * Gets a value from where it comes from, when the cache has none.
 *
 * @param <V> the type of the value
 */
@FunctionalInterface
public interface Loader<V> {
    /**
     * Loads the value; no connection is held and no lock of the cache is taken meanwhile.
     *
     * @return the value, never null: cache {@code Optional<T>} to remember that there is none
     * @throws Exception whatever went wrong: unchecked ones reach the caller as they are, checked ones as the cause of a
     *     {@link LoadException}
     */
    V load() throws Exception;
}
