package dev.larder.internal;

import dev.larder.CacheBuilder;
import dev.larder.Topology;
import dev.larder.testkit.CacheContract;
import org.junit.jupiter.api.extension.RegisterExtension;

class ShardedCacheTest extends CacheContract {
    @RegisterExtension
    static final Servers<Fleet> SERVERS =
            new Servers<>(() -> Fleet.start(3, 0), fleet -> Topology.sharded(fleet.shards()));

    @Override
    protected CacheBuilder builder() {
        return SERVERS.builder();
    }
}
