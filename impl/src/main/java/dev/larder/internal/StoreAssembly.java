package dev.larder.internal;

import dev.larder.CacheUnavailableException;
import dev.larder.ConnectionSettings;
import dev.larder.RedisUri;
import dev.larder.Shard;
import dev.larder.Topology;
import dev.larder.internal.jedis.JedisStore;
import dev.larder.internal.jedis.SentinelServers;
import dev.larder.internal.store.Alarm;
import dev.larder.internal.store.ClusterNode;
import dev.larder.internal.store.ClusterStore;
import dev.larder.internal.store.InMemoryStore;
import dev.larder.internal.store.NothingStore;
import dev.larder.internal.store.OutageObserver;
import dev.larder.internal.store.Placement;
import dev.larder.internal.store.RefusedException;
import dev.larder.internal.store.ReplicatedStore;
import dev.larder.internal.store.ResilientStore;
import dev.larder.internal.store.SentinelStore;
import dev.larder.internal.store.Sentinels;
import dev.larder.internal.store.ShardedStore;
import dev.larder.internal.store.Store;
import java.time.InstantSource;
import java.util.List;

/** Puts the stores together that a topology asks for. */
final class StoreAssembly {
    private final ConnectionSettings settings;
    private final OutageObserver observer;
    private final Alarm alarm;

    /** An assembly of stores that tell of servers that go and come. */
    StoreAssembly(ConnectionSettings settings, OutageObserver observer, Alarm alarm) {
        this.settings = settings;
        this.observer = observer;
        this.alarm = alarm;
    }

    /** A new store; contacts no server. */
    Store open() {
        Topology topology = settings.topology();
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
        if (topology instanceof Topology.Sharded sharded
                && sharded.movingTo() == null
                && sharded.movingFrom() == null) {
            return shards(sharded);
        }
        if (topology instanceof Topology.Sentinel sentinel) {
            return watched(sentinel);
        }
        if (topology instanceof Topology.Cluster cluster) {
            return cluster(cluster);
        }
        throw new UnsupportedOperationException(
                "this version connects to single, replicated and sharded servers and through sentinels, not to "
                        + topology + "; use Topology.single, replicated, sharded or sentinel");
    }

    private Store shards(Topology.Sharded sharded) {
        List<Shard> shards = sharded.shards();
        Placement placement = Placement.of(sharded.hashing(), shards, settings.database());
        return new ShardedStore(
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
                StoreAssembly::needsPeople,
                observer);
    }

    /** Whoever follows the primary tells of its outages, under the name that the sentinels give it. */
    private Store unwatched(Sentinels.Group group) {
        JedisStore primary = new JedisStore(group.primary(), settings);
        return group.replicas().isEmpty()
                ? primary
                : new ReplicatedStore(
                        new ReplicatedStore.Member(primary, primary),
                        group.replicas().stream().map(this::server).toList(),
                        alarm,
                        "replicas-of-" + group.primary().name());
    }

    private Store group(RedisUri primary, List<RedisUri> replicas) {
        return replicas.isEmpty()
                ? server(primary).store()
                : new ReplicatedStore(
                        server(primary),
                        replicas.stream().map(this::server).toList(),
                        alarm,
                        "replicas-of-" + primary.name());
    }

    private ReplicatedStore.Member server(RedisUri server) {
        JedisStore store = new JedisStore(server, settings);
        return new ReplicatedStore.Member(resilient(store, server), store);
    }

    private Store resilient(Store store, RedisUri server) {
        return new ResilientStore(store, server.name(), StoreAssembly::needsPeople, observer);
    }

    private static boolean needsPeople(CacheUnavailableException outage) {
        return outage.getCause() instanceof RefusedException;
    }
}
