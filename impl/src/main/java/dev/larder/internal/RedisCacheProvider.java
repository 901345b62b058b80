package dev.larder.internal;

import dev.larder.CacheProvider;
import dev.larder.ConnectionSettings;
import dev.larder.Connections;

/** Makes caches on Redis, or on memory that behaves like it. */
public final class RedisCacheProvider implements CacheProvider {
    /** For {@link java.util.ServiceLoader}. */
    public RedisCacheProvider() {}

    @Override
    public Connections connect(ConnectionSettings settings) {
        throw new UnsupportedOperationException("soon");
    }
}
