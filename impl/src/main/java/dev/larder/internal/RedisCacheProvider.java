package dev.larder.internal;

import dev.larder.CacheProvider;
import dev.larder.ConnectionSettings;
import dev.larder.Connections;
import dev.larder.Topology;
import dev.larder.internal.store.Alarm;
import dev.larder.internal.store.OutageObserver;
import dev.larder.internal.store.Store;
import java.util.function.BiFunction;

/** Makes caches on Redis, or on memory that behaves like it. */
public final class RedisCacheProvider implements CacheProvider {
    /** For {@link java.util.ServiceLoader}. */
    public RedisCacheProvider() {}

    @Override
    public Connections connect(ConnectionSettings settings) {
        BiFunction<OutageObserver, Alarm, Store> opening =
                (observer, alarm) -> new StoreAssembly(settings, observer, alarm).open();
        return settings.topology() instanceof Topology.None
                ? new SharedConnections(opening, keepsNothing -> new NoSerializer())
                : new SharedConnections(opening);
    }
}
