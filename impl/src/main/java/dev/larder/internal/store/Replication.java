package dev.larder.internal.store;

import dev.larder.CacheUnavailableException;

/**
 * What a server says of its part in a replication.
 *
 * @param id of the history of writes that it has; a replica has that of its primary
 * @param offset how far it has come in that history
 * @param isLinked whether it is a replica that hears from its primary
 */
public record Replication(String id, long offset, boolean isLinked) {
    /** Who can say so. */
    @FunctionalInterface
    public interface Source {
        /**
         * What it says now.
         *
         * @throws CacheUnavailableException if it does not answer
         */
        Replication ask();
    }
}
