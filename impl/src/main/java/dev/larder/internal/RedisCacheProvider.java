package dev.larder.internal;

import dev.larder.CacheProvider;
import dev.larder.ConnectionSettings;
import dev.larder.Connections;
import dev.larder.Topology;

/** Makes caches on Redis, or on memory that behaves like it. */
public final class RedisCacheProvider implements CacheProvider {
    /** For {@link java.util.ServiceLoader}. */
    public RedisCacheProvider() {}

    @Override
    public Connections connect(ConnectionSettings settings) {
        StoreAssembly assembly = new StoreAssembly(settings);
        return settings.topology() instanceof Topology.None
                ? new SharedConnections(assembly::open, keepsNothing -> new NoSerializer())
                : new SharedConnections(assembly::open);
    }
}
