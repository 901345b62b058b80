package dev.larder.internal.store;

import dev.larder.CacheUnavailableException;
import dev.larder.RedisUri;
import java.util.List;

/**
 * Slots in a row and the nodes that have them, all by address alone.
 *
 * @param first the first slot
 * @param last the last slot
 * @param primary the node that they belong to
 * @param replicas the nodes that have copies, in a stable order
 */
public record SlotRange(int first, int last, RedisUri primary, List<RedisUri> replicas) {
    /** A node that can be asked for them. */
    public interface Source {
        /**
         * All ranges as this node knows them.
         *
         * @throws CacheUnavailableException if it does not answer
         */
        List<SlotRange> slots();

        /**
         * What this node has itself.
         *
         * @throws CacheUnavailableException if it does not answer
         */
        NodeState state();
    }
}
