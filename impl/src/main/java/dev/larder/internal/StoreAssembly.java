package dev.larder.internal;

import dev.larder.ConnectionSettings;
import dev.larder.RedisUri;
import dev.larder.Shard;
import dev.larder.Topology;
import dev.larder.internal.cache.StoreCache;
import dev.larder.internal.jedis.JedisStore;
import dev.larder.internal.jedis.SentinelServers;
import dev.larder.internal.store.Alarm;
import dev.larder.internal.store.Breaker;
import dev.larder.internal.store.ClusterNode;
import dev.larder.internal.store.ClusterStore;
import dev.larder.internal.store.InMemoryStore;
import dev.larder.internal.store.JournalStore;
import dev.larder.internal.store.MovingFromStore;
import dev.larder.internal.store.MovingToStore;
import dev.larder.internal.store.NothingStore;
import dev.larder.internal.store.OutageObserver;
import dev.larder.internal.store.Placement;
import dev.larder.internal.store.ReplicatedStore;
import dev.larder.internal.store.ResilientStore;
import dev.larder.internal.store.SentinelStore;
import dev.larder.internal.store.Sentinels;
import dev.larder.internal.store.ShardedStore;
import dev.larder.internal.store.Store;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Puts the stores together that a topology asks for. */
final class StoreAssembly {
    private final ConnectionSettings settings;
    private final OutageObserver observer;
    private final Alarm alarm;
    private final Map<Place, ReplicatedStore.Member> servers = new HashMap<>();
    private final Map<Group, Store> groups = new HashMap<>();

    private record Place(String host, int port, int database) {}

    private record Group(RedisUri primary, List<RedisUri> replicas) {}

    /** An assembly of stores that tell of servers that go and come. */
    StoreAssembly(ConnectionSettings settings, OutageObserver observer, Alarm alarm) {
        this.settings = settings;
        this.observer = observer;
        this.alarm = alarm;
    }

    /** A new store; contacts no server. */
    Store open() {
        Topology topology = settings.topology();
        Store store = topology instanceof Topology.Sharded sharded ? sharded(sharded) : open(topology);
        return topology instanceof Topology.InMemory || topology instanceof Topology.None
                ? store
                : new JournalStore(store, alarm);
    }

    /** On the way from one topology to another, both use the same connections to a server that is in both. */
    private Store sharded(Topology.Sharded sharded) {
        Topology next = sharded.movingTo();
        Topology previous = sharded.movingFrom();
        if (next == null && previous == null) {
            return shards(sharded);
        }
        if (next != null && previous != null) {
            throw new IllegalArgumentException("a topology moves to another or from another, not both at once;"
                    + " finish one change before the next");
        }
        return next == null
                ? new MovingFromStore(open(settled(previous)), shards(sharded), StoreCache::seen)
                : new MovingToStore(shards(sharded), open(settled(next)), StoreCache::seen);
    }

    private static Topology settled(@Nullable Topology other) {
        if (other instanceof Topology.Sharded sharded && (sharded.movingTo() != null || sharded.movingFrom() != null)) {
            throw new IllegalArgumentException("the topology that entries move to or from is itself given with"
                    + " movingTo or movingFrom; give it without");
        }
        return Objects.requireNonNull(other, "topology");
    }

    private Store open(Topology topology) {
        if (topology instanceof Topology.InMemory) {
            return new InMemoryStore(InstantSource.system());
        }
        if (topology instanceof Topology.None) {
            return new NothingStore();
        }
        if (topology instanceof Topology.Single single) {
            return server(single.server()).store();
        }
        if (topology instanceof Topology.Replicated replicated) {
            return group(replicated.primary(), replicated.replicas());
        }
        if (topology instanceof Topology.Sharded sharded) {
            return shards(sharded);
        }
        if (topology instanceof Topology.Sentinel sentinel) {
            return watched(sentinel);
        }
        // the last kind that there is
        return cluster((Topology.Cluster) topology);
    }

    private Store shards(Topology.Sharded sharded) {
        List<Shard> shards = sharded.shards();
        Placement placement = Placement.of(sharded.hashing(), shards, settings.database());
        return new ShardedStore(
                shards.stream().map(Shard::name).toList(),
                shards.stream()
                        .map(each -> group(each.primary(), each.replicas()))
                        .toList(),
                placement::shardOf);
    }

    private Store cluster(Topology.Cluster cluster) {
        RedisUri first = cluster.nodes().get(0);
        if (settings.database() != 0
                || cluster.nodes().stream().anyMatch(node -> node.database().orElse(0) != 0)) {
            throw new IllegalArgumentException(
                    "a cluster has only database 0; leave database(" + settings.database() + ") or /db out");
        }
        return new ClusterStore(
                cluster.nodes().stream().map(JedisStore::addressOf).toList(),
                (address, replicas) -> node(address, cluster.readsFromReplicas() ? replicas : List.of(), first),
                settings.socketTimeout());
    }

    private ClusterNode node(RedisUri address, List<RedisUri> replicas, RedisUri seed) {
        JedisStore node = JedisStore.node(address, seed, settings, false);
        Store store = resilient(node, address);
        Store reading = replicas.isEmpty()
                ? store
                : new ReplicatedStore(
                        new ReplicatedStore.Member(store, node),
                        replicas.stream()
                                .map(each -> {
                                    JedisStore replica = JedisStore.node(each, seed, settings, true);
                                    return new ReplicatedStore.Member(resilient(replica, each), replica);
                                })
                                .toList(),
                        alarm,
                        "replicas-of-" + address.name());
        return new ClusterNode(address, reading, resilient(node.asking(), address), node);
    }

    private Store watched(Topology.Sentinel sentinel) {
        String name = sentinel.primaryName();
        return new ResilientStore(
                new SentinelStore(
                        new SentinelServers(sentinel, settings), this::unwatched, alarm, "sentinels-of-" + name),
                name,
                JedisStore::kindOf,
                observer,
                breaker());
    }

    /**
     * Whoever follows the primary tells of its outages, under the name that the sentinels give it. These stores are closed
     * when the group changes, so they are nobody else's.
     */
    private Store unwatched(Sentinels.Group group) {
        JedisStore primary = new JedisStore(group.primary(), settings);
        return group.replicas().isEmpty()
                ? primary
                : new ReplicatedStore(
                        new ReplicatedStore.Member(primary, primary),
                        group.replicas().stream().map(this::member).toList(),
                        alarm,
                        "replicas-of-" + group.primary().name());
    }

    private Store group(RedisUri primary, List<RedisUri> replicas) {
        return replicas.isEmpty()
                ? server(primary).store()
                : groups.computeIfAbsent(new Group(primary, replicas), this::replicated);
    }

    private Store replicated(Group group) {
        return new ReplicatedStore(
                server(group.primary),
                group.replicas.stream().map(this::server).toList(),
                alarm,
                "replicas-of-" + group.primary.name());
    }

    private ReplicatedStore.Member server(RedisUri server) {
        int database = server.database().orElse(settings.database());
        return servers.computeIfAbsent(new Place(server.host(), server.port(), database), place -> member(server));
    }

    private ReplicatedStore.Member member(RedisUri server) {
        JedisStore store = new JedisStore(server, settings);
        return new ReplicatedStore.Member(resilient(store, server), store);
    }

    private Store resilient(Store store, RedisUri server) {
        return new ResilientStore(store, server.name(), JedisStore::kindOf, observer, breaker());
    }

    private Breaker breaker() {
        return new Breaker(
                settings.breaker().failuresToOpen(), settings.breaker().openFor());
    }
}
