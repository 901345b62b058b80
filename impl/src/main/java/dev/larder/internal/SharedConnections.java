package dev.larder.internal;

import dev.larder.Cache;
import dev.larder.CacheSettings;
import dev.larder.CacheUnavailableException;
import dev.larder.Connections;
import dev.larder.ValueFormat;
import dev.larder.ValueType;
import dev.larder.internal.cache.StoreCache;
import dev.larder.internal.store.Alarm;
import dev.larder.internal.store.DjangoHerdStore;
import dev.larder.internal.store.OutageObserver;
import dev.larder.internal.store.Store;
import dev.larder.internal.store.ThreadPerServer;
import dev.larder.spi.Serializer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One store for all caches of a builder: opened with the first, closed with the last. */
public final class SharedConnections implements Connections, OutageObserver {
    private final BiFunction<OutageObserver, Alarm, Store> opening;
    private final Function<CacheSettings, Serializer> serializer;
    private final Supplier<Alarm> alarms;
    private final List<OutageObserver> caches = new CopyOnWriteArrayList<>();
    private @Nullable Shared shared;

    /** What all caches use, from the first to the last. */
    private record Shared(Store store, Alarm alarm) {}

    /** Connections that the function opens, without contact to a server; it is told who wants to hear of outages, and of time. */
    public SharedConnections(BiFunction<OutageObserver, Alarm, Store> opening) {
        this(opening, CacheSettings::serializer, ThreadPerServer::new);
    }

    /** Does the same, with another sense of time for the leases of loads. */
    public SharedConnections(BiFunction<OutageObserver, Alarm, Store> opening, Supplier<Alarm> alarms) {
        this(opening, CacheSettings::serializer, alarms);
    }

    SharedConnections(
            BiFunction<OutageObserver, Alarm, Store> opening, Function<CacheSettings, Serializer> serializer) {
        this(opening, serializer, ThreadPerServer::new);
    }

    private SharedConnections(
            BiFunction<OutageObserver, Alarm, Store> opening,
            Function<CacheSettings, Serializer> serializer,
            Supplier<Alarm> alarms) {
        this.opening = opening;
        this.serializer = serializer;
        this.alarms = alarms;
    }

    @Override
    public synchronized <V> Cache<V> cache(CacheSettings settings, ValueType<V> type) {
        if (settings.nearCache().max() > 0) {
            throw new UnsupportedOperationException("near caches are not there yet; leave nearCache(…) out");
        }
        Shared now = shared == null ? opened() : shared;
        StoreCache<V> cache = new StoreCache<>(
                storeOf(settings, now.store), now.alarm, settings, serializer.apply(settings), type, this::closed);
        shared = now;
        caches.add(cache.observer());
        return cache;
    }

    /** What django-redis-cache keeps beside its values has no place in a cluster, where it would be in another slot. */
    private static Store storeOf(CacheSettings settings, Store store) {
        return settings.valueFormat() == ValueFormat.PLAIN && !store.isSlotted()
                ? new DjangoHerdStore(store, StoreCache::isEnvelope)
                : store;
    }

    private Shared opened() {
        Alarm alarm = alarms.get();
        return new Shared(opening.apply(this, alarm), alarm);
    }

    private void closed(OutageObserver cache) {
        Shared unused = null;
        synchronized (this) {
            caches.remove(cache);
            if (caches.isEmpty()) {
                unused = shared;
                shared = null;
            }
        }
        if (unused != null) {
            unused.alarm.close();
            unused.store.close();
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
