package dev.larder.internal;

import dev.larder.Cache;
import dev.larder.CacheSettings;
import dev.larder.CacheUnavailableException;
import dev.larder.Connections;
import dev.larder.NearCache;
import dev.larder.ValueType;
import dev.larder.internal.cache.StoreCache;
import dev.larder.internal.store.OutageObserver;
import dev.larder.internal.store.Store;
import dev.larder.spi.Serializer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One store for all caches of a builder: opened with the first, closed with the last. */
public final class SharedConnections implements Connections, OutageObserver {
    private final Function<OutageObserver, Store> opening;
    private final Function<CacheSettings, Serializer> serializer;
    private final List<OutageObserver> caches = new CopyOnWriteArrayList<>();
    private @Nullable Store store;

    /** Connections that the function opens, without contact to a server; it is told who wants to hear of outages. */
    public SharedConnections(Function<OutageObserver, Store> opening) {
        this(opening, CacheSettings::serializer);
    }

    SharedConnections(Function<OutageObserver, Store> opening, Function<CacheSettings, Serializer> serializer) {
        this.opening = opening;
        this.serializer = serializer;
    }

    @Override
    public synchronized <V> Cache<V> cache(CacheSettings settings, ValueType<V> type) {
        if (settings.nearCache() != NearCache.NONE) {
            throw new UnsupportedOperationException("near caches are not there yet; leave nearCache(…) out");
        }
        Store shared = store == null ? opening.apply(this) : store;
        StoreCache<V> cache = new StoreCache<>(shared, settings, serializer.apply(settings), type, this::closed);
        store = shared;
        caches.add(cache.observer());
        return cache;
    }

    private void closed(OutageObserver cache) {
        Store unused = null;
        synchronized (this) {
            caches.remove(cache);
            if (caches.isEmpty()) {
                unused = store;
                store = null;
            }
        }
        if (unused != null) {
            unused.close();
        }
    }

    @Override
    public void began(String server, CacheUnavailableException cause) {
        caches.forEach(each -> each.began(server, cause));
    }

    @Override
    public void ended(String server, Duration lasted) {
        caches.forEach(each -> each.ended(server, lasted));
    }
}
