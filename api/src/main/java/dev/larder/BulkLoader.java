package dev.larder;

import java.util.Map;
import java.util.Set;

/**
 * Gets several values from where they come from, when the cache has none of them.
 *
 * @param <V> the type of the values
 */
@FunctionalInterface
public interface BulkLoader<V> {
    /**
     * Loads the values of some keys; no connection is held and no lock of the cache is taken meanwhile.
     *
     * @param keys the keys to load, in the order asked; never empty
     * @return values by key; keys left out have no value, others than those asked for are ignored, null values are
     *     refused with a {@link LoadException}
     * @throws Exception whatever went wrong: unchecked ones reach the caller as they are, checked ones as the cause of a
     *     {@link LoadException}
     */
    Map<String, ? extends V> load(Set<String> keys) throws Exception;
}
