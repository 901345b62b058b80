package dev.larder;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** One of several servers that share the keys, known by a name that outlives its address. */
public final class Shard {
    private final String name;
    private final RedisUri primary;
    private final int weight;
    private final List<RedisUri> replicas;

    private Shard(String name, RedisUri primary, int weight, List<RedisUri> replicas) {
        this.name = name;
        this.primary = primary;
        this.weight = weight;
        this.replicas = replicas;
    }

    /**
     * A shard of weight 1 without replicas.
     *
     * @param name decides which keys the shard gets, so keep it when the address changes; not blank
     * @param uri the primary, as {@link RedisUri} reads it
     */
    public static Shard of(String name, String uri) {
        Objects.requireNonNull(name, "name");
        if (name.isBlank()) {
            throw new IllegalArgumentException("a shard needs a name that is not blank");
        }
        return new Shard(name, RedisUri.parse(uri), 1, List.of());
    }

    /** A shard that is named by its address, without user and password. */
    static Shard of(String uri) {
        RedisUri primary = RedisUri.parse(uri);
        return new Shard(primary.name(), primary, 1, List.of());
    }

    /**
     * Gives the shard this many times the keys of a shard of weight 1.
     *
     * @throws IllegalArgumentException if not from 1 to 1000
     */
    public Shard weight(int weight) {
        if (weight < 1 || weight > 1000) {
            throw new IllegalArgumentException(
                    "the weight of shard '" + name + "' must be from 1 to 1000 but was " + weight);
        }
        return new Shard(name, primary, weight, replicas);
    }

    /** Reads go to these replicas of the primary. */
    public Shard replicas(String... uris) {
        return new Shard(
                name, primary, weight, Stream.of(uris).map(RedisUri::parse).toList());
    }

    /** The name. */
    public String name() {
        return name;
    }

    /** The server that takes the writes. */
    public RedisUri primary() {
        return primary;
    }

    /** The share of the keys, relative to other shards. */
    public int weight() {
        return weight;
    }

    /** The servers that may answer reads besides the primary. */
    public List<RedisUri> replicas() {
        return replicas;
    }

    @Override
    public String toString() {
        return "Shard[" + name + " at " + primary + (weight == 1 ? "" : ", weight=" + weight)
                + (replicas.isEmpty() ? "" : ", replicas=" + replicas) + "]";
    }
}
