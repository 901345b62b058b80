package dev.larder;

/**
 * What the caches of one builder share: opened for the first of them, closed with the last, opened anew for the next.
 */
public interface Connections {
    /**
     * Makes one more cache on these connections; contacts no server.
     *
     * @param <V> the type of its values
     * @throws UnsupportedOperationException if the provider cannot do what the settings ask for
     */
    <V> Cache<V> cache(CacheSettings settings, ValueType<V> type);
}
