package dev.larder.internal;

import dev.larder.CacheBuilder;
import dev.larder.Topology;
import dev.larder.testkit.CacheContract;

class InMemoryCacheTest extends CacheContract {
    @Override
    protected CacheBuilder builder() {
        return CacheBuilder.connectTo(Topology.inMemory()).serializer("json");
    }

    @Override
    protected boolean buildersShareEntries() {
        return false;
    }
}
