package dev.larder.internal;

import dev.larder.CacheBuilder;
import dev.larder.Topology;
import dev.larder.testkit.CacheContract;
import dev.larder.testkit.RedisReplicas;
import org.junit.jupiter.api.extension.RegisterExtension;

class ReplicatedCacheTest extends CacheContract {
    @RegisterExtension
    static final Servers<RedisReplicas> SERVERS = new Servers<>(
            () -> RedisReplicas.start(2),
            servers -> Topology.replicated(
                    servers.primary().uri(), servers.replicaUris().toArray(String[]::new)));

    @Override
    protected CacheBuilder builder() {
        return SERVERS.builder();
    }

    @Override
    protected boolean readsWritesOfOthersAtOnce() {
        return false;
    }
}
