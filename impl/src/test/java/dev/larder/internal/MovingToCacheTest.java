package dev.larder.internal;

import dev.larder.CacheBuilder;
import dev.larder.Shard;
import dev.larder.Topology;
import dev.larder.testkit.CacheContract;
import java.util.Arrays;
import org.junit.jupiter.api.extension.RegisterExtension;

class MovingToCacheTest extends CacheContract {
    @RegisterExtension
    static final Servers<Fleet> SERVERS = new Servers<>(() -> Fleet.start(3, 0), fleet -> topology(fleet.shards()));

    private static Topology topology(Shard[] shards) {
        Topology.Sharded two = Topology.sharded(Arrays.copyOf(shards, 2));
        Topology.Sharded three = Topology.sharded(shards);
        return two.movingTo(three);
    }

    @Override
    protected CacheBuilder builder() {
        return SERVERS.builder();
    }
}
