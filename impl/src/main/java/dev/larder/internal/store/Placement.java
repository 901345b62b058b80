package dev.larder.internal.store;

import dev.larder.Hashing;
import dev.larder.Shard;
import java.util.List;

/** Decides which shard a key lives on: the same one in every process and every release. Safe for many threads. */
public sealed interface Placement permits Rendezvous, DjangoRing {
    /**
     * The placement that this hashing makes of these shards.
     *
     * @param shards at least one, names differ
     * @param database of the servers whose address names none
     * @throws IllegalArgumentException if the hashing cannot place keys on such shards
     */
    static Placement of(Hashing hashing, List<Shard> shards, int database) {
        return switch (hashing) {
            case RENDEZVOUS -> new Rendezvous(shards);
            case DJANGO -> new DjangoRing(shards, database);
        };
    }

    /** The place, in the list given, of the shard where this key lives; its {@link HashTag} decides. */
    int shardOf(byte[] key);
}
