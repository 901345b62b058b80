package dev.larder;

import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Where the bytes live: which servers there are and what each is for. No text made of one shows a password. */
public sealed interface Topology {
    /** One server, as {@link RedisUri} reads it. */
    static Single single(String uri) {
        return new Single(RedisUri.parse(uri));
    }

    /** One primary that takes the writes, and replicas that answer reads. */
    static Replicated replicated(String primary, String... replicas) {
        return new Replicated(RedisUri.parse(primary), uris(replicas));
    }

    /** Several servers of weight 1 that share the keys, each named by its address. */
    static Sharded sharded(String... uris) {
        return sharded(Stream.of(uris).map(Shard::of).toArray(Shard[]::new));
    }

    /** Several servers that share the keys. */
    static Sharded sharded(Shard... shards) {
        return new Sharded(List.of(shards), Hashing.RENDEZVOUS, null, null);
    }

    /** A Redis Cluster, found through any of its nodes. */
    static Cluster cluster(String... nodes) {
        return new Cluster(some("cluster nodes", uris(nodes)), false);
    }

    /** One primary and its replicas, found through sentinels that promote a replica when the primary fails. */
    static Sentinel sentinel(String primaryName, String... sentinels) {
        Objects.requireNonNull(primaryName, "primaryName");
        if (primaryName.isBlank()) {
            throw new IllegalArgumentException(
                    "sentinels need the name of the primary that they watch, often 'mymaster'");
        }
        return new Sentinel(primaryName, some("sentinels", uris(sentinels)), null, null, false);
    }

    /** The memory of this process, with the same promises as Redis: for tests. Caches of one builder share it. */
    static InMemory inMemory() {
        return new InMemory();
    }

    /** Nowhere: keeps nothing, finds nothing, and {@code getOrSet} runs the loader. */
    static None none() {
        return new None();
    }

    private static List<RedisUri> uris(String... uris) {
        return Stream.of(uris).map(RedisUri::parse).toList();
    }

    private static <T> List<T> some(String what, List<T> found) {
        if (found.isEmpty()) {
            throw new IllegalArgumentException("no " + what + " named; name at least one");
        }
        return found;
    }

    /** One server. */
    final class Single implements Topology {
        private final RedisUri server;

        private Single(RedisUri server) {
            this.server = server;
        }

        /** The server. */
        public RedisUri server() {
            return server;
        }

        @Override
        public String toString() {
            return server.toString();
        }
    }

    /** One primary and replicas that answer reads. */
    final class Replicated implements Topology {
        private final RedisUri primary;
        private final List<RedisUri> replicas;

        private Replicated(RedisUri primary, List<RedisUri> replicas) {
            this.primary = primary;
            this.replicas = replicas;
        }

        /** The server that takes the writes. */
        public RedisUri primary() {
            return primary;
        }

        /** The servers that answer reads. */
        public List<RedisUri> replicas() {
            return replicas;
        }

        @Override
        public String toString() {
            return "Replicated[" + primary + ", replicas=" + replicas + "]";
        }
    }

    /** Several servers that share the keys. */
    final class Sharded implements Topology {
        private final List<Shard> shards;
        private final Hashing hashing;
        private final @Nullable Topology movingTo;
        private final @Nullable Topology movingFrom;

        private Sharded(
                List<Shard> shards, Hashing hashing, @Nullable Topology movingTo, @Nullable Topology movingFrom) {
            this.shards = some("shards", shards);
            this.hashing = hashing;
            this.movingTo = movingTo;
            this.movingFrom = movingFrom;
            Set<String> names = new HashSet<>();
            for (Shard shard : shards) {
                if (!names.add(shard.name())) {
                    throw new IllegalArgumentException("two shards are named '" + shard.name()
                            + "'; name each server once, or give it a name by Shard.of(name, uri)");
                }
            }
        }

        /** How keys are spread: {@link Hashing#RENDEZVOUS} by default. */
        public Sharded hashing(Hashing hashing) {
            return new Sharded(shards, Objects.requireNonNull(hashing, "hashing"), movingTo, movingFrom);
        }

        /** The first step of growing: deletes and sets also drop what the new topology holds. */
        public Sharded movingTo(Topology next) {
            return new Sharded(shards, hashing, requireServers(next), movingFrom);
        }

        /** The second step of growing: what is missing here is fetched from the old topology. */
        public Sharded movingFrom(Topology previous) {
            return new Sharded(shards, hashing, movingTo, requireServers(previous));
        }

        private static Topology requireServers(Topology other) {
            Objects.requireNonNull(other, "topology");
            if (other instanceof Single || other instanceof Replicated || other instanceof Sharded) {
                return other;
            }
            throw new IllegalArgumentException(
                    "entries move between single, replicated and sharded topologies, not to or from " + other);
        }

        /** The servers. */
        public List<Shard> shards() {
            return shards;
        }

        /** How keys are spread. */
        public Hashing hashing() {
            return hashing;
        }

        /** The topology that follows this one; null if none does. */
        public @Nullable Topology movingTo() {
            return movingTo;
        }

        /** The topology that this one follows; null if there is none. */
        public @Nullable Topology movingFrom() {
            return movingFrom;
        }

        @Override
        public String toString() {
            return "Sharded[" + shards + ", " + hashing + (movingTo == null ? "" : ", movingTo=" + movingTo)
                    + (movingFrom == null ? "" : ", movingFrom=" + movingFrom) + "]";
        }
    }

    /** A Redis Cluster. */
    final class Cluster implements Topology {
        private final List<RedisUri> nodes;
        private final boolean readingFromReplicas;

        private Cluster(List<RedisUri> nodes, boolean readingFromReplicas) {
            this.nodes = nodes;
            this.readingFromReplicas = readingFromReplicas;
        }

        /** Lets replicas answer reads, which may then be as old as their lag. */
        public Cluster readingFromReplicas() {
            return new Cluster(nodes, true);
        }

        /** Some nodes, through which the others are found. */
        public List<RedisUri> nodes() {
            return nodes;
        }

        /** Whether replicas answer reads. */
        public boolean readsFromReplicas() {
            return readingFromReplicas;
        }

        @Override
        public String toString() {
            return "Cluster" + nodes;
        }
    }

    /** One primary and its replicas, watched by sentinels. */
    final class Sentinel implements Topology {
        private final String primaryName;
        private final List<RedisUri> sentinels;
        private final @Nullable String user;
        private final @Nullable String password;
        private final boolean readingFromReplicas;

        private Sentinel(
                String primaryName,
                List<RedisUri> sentinels,
                @Nullable String user,
                @Nullable String password,
                boolean readingFromReplicas) {
            this.primaryName = primaryName;
            this.sentinels = sentinels;
            this.user = user;
            this.password = password;
            this.readingFromReplicas = readingFromReplicas;
        }

        /** How to log in to the sentinels, which have credentials of their own. */
        public Sentinel credentials(String user, String password) {
            Objects.requireNonNull(user, "user");
            Objects.requireNonNull(password, "password");
            return new Sentinel(primaryName, sentinels, user, password, readingFromReplicas);
        }

        /** Lets replicas answer reads, which may then be as old as their lag. */
        public Sentinel readingFromReplicas() {
            return new Sentinel(primaryName, sentinels, user, password, true);
        }

        /** The name under which the sentinels know the primary. */
        public String primaryName() {
            return primaryName;
        }

        /** The sentinels. */
        public List<RedisUri> sentinels() {
            return sentinels;
        }

        /** The user of the sentinels; null if none is set. */
        public @Nullable String user() {
            return user;
        }

        /** The password of the sentinels; null if none is set. */
        public @Nullable String password() {
            return password;
        }

        /** Whether replicas answer reads. */
        public boolean readsFromReplicas() {
            return readingFromReplicas;
        }

        @Override
        public String toString() {
            return "Sentinel[" + primaryName + " by " + sentinels + "]";
        }
    }

    /** The memory of this process. */
    final class InMemory implements Topology {
        private InMemory() {}

        @Override
        public String toString() {
            return "InMemory";
        }
    }

    /** Nowhere. */
    final class None implements Topology {
        private None() {}

        @Override
        public String toString() {
            return "None";
        }
    }
}
