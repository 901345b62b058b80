package dev.larder.internal.store;

import dev.larder.RedisUri;

/**
 * A node of a cluster, with its replicas if they answer reads.
 *
 * @param address of the node
 * @param store the bytes on it
 * @param asking the same, for keys of a slot that it is about to get
 * @param slots what it knows of the cluster
 */
public record ClusterNode(RedisUri address, Store store, Store asking, SlotRange.Source slots) {}
