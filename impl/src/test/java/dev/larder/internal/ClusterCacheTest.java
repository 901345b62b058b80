package dev.larder.internal;

import dev.larder.CacheBuilder;
import dev.larder.Topology;
import dev.larder.testkit.CacheContract;
import dev.larder.testkit.RedisCluster;
import org.junit.jupiter.api.extension.RegisterExtension;

class ClusterCacheTest extends CacheContract {
    @RegisterExtension
    static final Servers<RedisCluster> SERVERS = new Servers<>(
            RedisCluster::start, servers -> Topology.cluster(servers.uris().toArray(String[]::new)));

    @Override
    protected CacheBuilder builder() {
        return SERVERS.builder();
    }
}
