package dev.larder.internal;

import dev.larder.Cache;
import dev.larder.CacheSettings;
import dev.larder.Connections;
import dev.larder.NearCache;
import dev.larder.ValueType;
import dev.larder.internal.cache.StoreCache;
import dev.larder.internal.store.Store;
import dev.larder.spi.Serializer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One store for all caches of a builder: opened with the first, closed with the last. */
public final class SharedConnections implements Connections {
    private final Supplier<Store> opening;
    private final Function<CacheSettings, Serializer> serializer;
    private @Nullable Store store;
    private int users;

    /** Connections that the supplier opens, without contact to a server. */
    public SharedConnections(Supplier<Store> opening) {
        this(opening, CacheSettings::serializer);
    }

    SharedConnections(Supplier<Store> opening, Function<CacheSettings, Serializer> serializer) {
        this.opening = opening;
        this.serializer = serializer;
    }

    @Override
    public synchronized <V> Cache<V> cache(CacheSettings settings, ValueType<V> type) {
        if (settings.nearCache() != NearCache.NONE) {
            throw new UnsupportedOperationException("near caches are not there yet; leave nearCache(…) out");
        }
        Store shared = store == null ? opening.get() : store;
        Cache<V> cache = new StoreCache<>(shared, settings, serializer.apply(settings), type, this::oneLess);
        store = shared;
        users++;
        return cache;
    }

    private void oneLess() {
        Store unused = null;
        synchronized (this) {
            if (--users == 0) {
                unused = store;
                store = null;
            }
        }
        if (unused != null) {
            unused.close();
        }
    }
}
