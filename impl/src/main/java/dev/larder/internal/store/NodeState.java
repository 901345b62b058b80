package dev.larder.internal.store;

import dev.larder.RedisUri;
import java.util.List;

/**
 * What a node of a cluster says of itself, which is exact while maps of the whole cluster may be late.
 *
 * @param holdings its epoch, which grows with each slot that comes, and its slots, also those that come or go just now
 * @param isMoving whether some come or go just now
 * @param targets where those go
 */
public record NodeState(String holdings, boolean isMoving, List<RedisUri> targets) {}
