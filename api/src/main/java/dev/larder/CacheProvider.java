package dev.larder;

/**
 * Makes caches: the implementation behind {@link CacheBuilder}, found by {@link java.util.ServiceLoader}.
 *
 * <p>It stands beside the API rather than in {@code spi}, for it speaks of the API's types.
 */
public interface CacheProvider {
    /**
     * Prepares the connections that the caches of one builder share; contacts no server.
     *
     * @throws UnsupportedOperationException if the provider cannot do what the settings ask for
     */
    Connections connect(ConnectionSettings settings);
}
