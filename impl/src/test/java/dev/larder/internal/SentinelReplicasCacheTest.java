package dev.larder.internal;

import dev.larder.CacheBuilder;
import dev.larder.Topology;
import dev.larder.testkit.CacheContract;
import dev.larder.testkit.RedisSentinels;
import org.junit.jupiter.api.extension.RegisterExtension;

class SentinelReplicasCacheTest extends CacheContract {
    @RegisterExtension
    static final Servers<RedisSentinels> SERVERS = new Servers<>(
            RedisSentinels::start,
            servers -> Topology.sentinel(
                            servers.primaryName(), servers.sentinelUris().toArray(String[]::new))
                    .readingFromReplicas());

    @Override
    protected CacheBuilder builder() {
        return SERVERS.builder();
    }

    @Override
    protected boolean readsWritesOfOthersAtOnce() {
        return false;
    }
}
