package dev.larder.internal.cache;

import dev.larder.BulkLoader;
import dev.larder.Cache;
import dev.larder.CacheLock;
import dev.larder.CacheSettings;
import dev.larder.CacheStatistics;
import dev.larder.CacheUnavailableException;
import dev.larder.EntryInfo;
import dev.larder.LoadOptions;
import dev.larder.Loader;
import dev.larder.Progress;
import dev.larder.Ttl;
import dev.larder.ValueType;
import dev.larder.internal.codec.ValueCodec;
import dev.larder.internal.store.Alarm;
import dev.larder.internal.store.EntryKey;
import dev.larder.internal.store.OutageObserver;
import dev.larder.internal.store.PartlyAnswered;
import dev.larder.internal.store.Seen;
import dev.larder.internal.store.Store;
import dev.larder.internal.store.UnfitEntryException;
import dev.larder.internal.store.Write;
import dev.larder.spi.Serializer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A cache whose bytes live in a store.
 *
 * @param <V> the type of the values
 */
public final class StoreCache<V> implements Cache<V> {
    private final CacheContext<V> context;
    private final Loads<V> loads;
    private final Keyspace keyspace;
    private final boolean view;
    private final LoadOptions defaultOptions;

    /**
     * A cache on a store.
     *
     * @param alarm when to renew the leases of loads
     * @param onClose told the {@link #observer} once, when the cache is closed
     */
    public StoreCache(
            Store store,
            Alarm alarm,
            CacheSettings settings,
            Serializer serializer,
            ValueType<V> type,
            Consumer<OutageObserver> onClose) {
        this.context = new CacheContext<>(store, alarm, settings, serializer, type, onClose);
        this.loads = new Loads<>(context);
        this.keyspace = new Keyspace(settings.keyPrefix(), settings.version(), store.isSlotted());
        this.view = false;
        this.defaultOptions = LoadOptions.freshFor(settings.defaultTtl());
    }

    private StoreCache(StoreCache<V> whole, int version) {
        this.context = whole.context;
        this.loads = whole.loads;
        this.keyspace = whole.keyspace.atVersion(version);
        this.view = true;
        this.defaultOptions = whole.defaultOptions;
    }

    /** What tells a later change of a value that was written by a cache. */
    public static Seen seen(byte[] value) {
        return CacheContext.seen(value);
    }

    /** Whether a value in Redis says itself what it is. */
    public static boolean isEnvelope(byte[] value) {
        return ValueCodec.generation(value) != null;
    }

    /** Who tells this cache's listener of servers that go and come. */
    public OutageObserver observer() {
        return context.events;
    }

    // --- reading

    @Override
    public @Nullable V get(String key) {
        EntryKey keys = keyspace.entry(key);
        byte[] bytes;
        try {
            bytes = context.store().get(keys);
        } catch (CacheUnavailableException away) {
            context.away("get", away);
            bytes = null;
        } catch (UnfitEntryException wrongType) {
            context.events.unreadable(key, CacheContext.WRONG_TYPE);
            bytes = null;
        }
        return counted(key, bytes);
    }

    private @Nullable V counted(String key, byte @Nullable [] bytes) {
        V value = null;
        if (bytes != null) {
            context.events.read(key, bytes.length);
            value = context.decoded(key, bytes);
        }
        if (value == null) {
            context.events.miss(key);
        } else {
            context.events.hit(key);
        }
        return value;
    }

    @Override
    public Map<String, V> getMany(Collection<String> keys) {
        // each key once; what is not found is taken out again
        Map<String, @Nullable V> values = new LinkedHashMap<>(4 * keys.size() / 3 + 1);
        keys.forEach(key -> values.put(key, null));
        List<EntryKey> physical = new ArrayList<>(values.size());
        values.keySet().forEach(key -> physical.add(keyspace.entry(key)));
        Iterator<byte @Nullable []> found = found(physical).iterator();
        values.replaceAll((key, none) -> found.hasNext() ? counted(key, found.next()) : null);
        return withoutNulls(values);
    }

    @SuppressWarnings("NullAway") // it cannot know that none is left
    private static <V> Map<String, V> withoutNulls(Map<String, @Nullable V> values) {
        values.values().removeIf(Objects::isNull);
        return values;
    }

    /** What is under these keys, in their order; nothing at all while Redis is away. */
    private List<byte @Nullable []> found(List<EntryKey> keys) {
        Store store = context.store();
        if (keys.isEmpty()) {
            return List.of();
        }
        try {
            return store.getMany(keys);
        } catch (CacheUnavailableException away) {
            context.away("getMany", away);
            PartlyAnswered some = PartlyAnswered.in(away);
            return some == null ? List.of() : some.values();
        }
    }

    @Override
    public boolean contains(String key) {
        byte[] physical = keyspace.bytes(key);
        try {
            return context.store().exists(physical);
        } catch (CacheUnavailableException away) {
            context.away("contains", away);
            return false;
        }
    }

    @Override
    public @Nullable Ttl ttl(String key) {
        byte[] physical = keyspace.bytes(key);
        try {
            return TtlMillis.toTtl(context.store().ttl(physical));
        } catch (CacheUnavailableException away) {
            context.away("ttl", away);
            return null;
        }
    }

    // --- loading

    @Override
    public V getOrSet(String key, Loader<? extends V> loader) {
        return getOrSet(key, loader, defaultOptions);
    }

    @Override
    public V getOrSet(String key, Loader<? extends V> loader, LoadOptions options) {
        Objects.requireNonNull(options, "options");
        return getOrSet(key, loader, options, value -> options.freshFor());
    }

    @Override
    public V getOrSet(String key, Loader<? extends V> loader, LoadOptions options, Function<? super V, Ttl> freshFor) {
        Objects.requireNonNull(loader, "loader");
        Objects.requireNonNull(options, "options");
        Objects.requireNonNull(freshFor, "freshFor");
        context.requireOpen();
        return new Load<>(context, loads, keyspace, key, loader, options, freshFor).run();
    }

    @Override
    public Map<String, V> getOrSetMany(Collection<String> keys, BulkLoader<? extends V> loader) {
        return getOrSetMany(keys, loader, defaultOptions);
    }

    @Override
    public Map<String, V> getOrSetMany(Collection<String> keys, BulkLoader<? extends V> loader, LoadOptions options) {
        Objects.requireNonNull(loader, "loader");
        Objects.requireNonNull(options, "options");
        context.requireOpen();
        return new BulkLoad<>(context, loads, keyspace, keys, loader, options).run();
    }

    // --- writing

    @Override
    public void set(String key, V value) {
        set(key, value, context.settings.defaultTtl());
    }

    @Override
    public void set(String key, V value, Ttl ttl) {
        EntryKey keys = keyspace.entry(key);
        long millis = context.ttls.of(ttl);
        byte[] bytes = context.codec.encode(Objects.requireNonNull(value, "value"));
        try {
            context.store().set(keys, bytes, millis);
            context.events.put(key, bytes.length);
        } catch (CacheUnavailableException away) {
            context.away("set", away);
        } finally {
            loads.detach(keyspace.version(), key);
        }
    }

    @Override
    public void setMany(Map<String, ? extends V> values) {
        setMany(values, context.settings.defaultTtl());
    }

    @Override
    public void setMany(Map<String, ? extends V> values, Ttl ttl) {
        Objects.requireNonNull(ttl, "ttl");
        Map<String, Write> writes = new LinkedHashMap<>();
        values.forEach((key, value) -> writes.put(
                key,
                new Write(
                        keyspace.entry(key),
                        context.codec.encode(Objects.requireNonNull(value, "value")),
                        context.ttls.of(ttl))));
        Store store = context.store();
        if (writes.isEmpty()) {
            return;
        }
        try {
            store.setMany(List.copyOf(writes.values()));
            written(writes, writes.keySet());
        } catch (CacheUnavailableException away) {
            written(writes, PartlyAnswered.answered(away, writes.keySet()));
            context.away("setMany", away);
        } finally {
            writes.keySet().forEach(key -> loads.detach(keyspace.version(), key));
        }
    }

    private void written(Map<String, Write> writes, Collection<String> stored) {
        stored.forEach(key -> context.events.put(
                key,
                Objects.requireNonNull(writes.get(key), "a key that was not written")
                        .value()
                        .length));
    }

    @Override
    public boolean add(String key, V value) {
        return add(key, value, context.settings.defaultTtl());
    }

    @Override
    public boolean add(String key, V value, Ttl ttl) {
        EntryKey keys = keyspace.entry(key);
        long millis = context.ttls.of(ttl);
        byte[] bytes = context.codec.encode(Objects.requireNonNull(value, "value"));
        try {
            boolean added = context.store().add(keys, bytes, millis);
            if (added) {
                context.events.put(key, bytes.length);
            }
            return added;
        } finally {
            loads.detach(keyspace.version(), key);
        }
    }

    @Override
    public boolean touch(String key) {
        return touch(key, context.settings.defaultTtl());
    }

    @Override
    public boolean touch(String key, Ttl ttl) {
        return expire("touch", key, context.ttls.of(ttl));
    }

    @Override
    public boolean persist(String key) {
        return expire("persist", key, Store.FOREVER);
    }

    private boolean expire(String operation, String key, long millis) {
        byte[] physical = keyspace.bytes(key);
        try {
            return context.store().expire(physical, millis, CacheContext.GRACE);
        } catch (CacheUnavailableException away) {
            context.away(operation, away);
            return false;
        }
    }

    // --- removing

    @Override
    public boolean delete(String key) {
        EntryKey keys = keyspace.entry(key);
        try {
            boolean deleted = context.store().delete(keys);
            context.events.delete(key);
            return deleted;
        } catch (CacheUnavailableException away) {
            context.away("delete", away);
            return false;
        } finally {
            loads.detach(keyspace.version(), key);
        }
    }

    @Override
    public long deleteMany(Collection<String> keys) {
        Set<String> asked = new LinkedHashSet<>(keys);
        List<EntryKey> physical = asked.stream().map(keyspace::entry).toList();
        Store store = context.store();
        if (asked.isEmpty()) {
            return 0;
        }
        try {
            long deleted = store.deleteMany(physical);
            asked.forEach(context.events::delete);
            return deleted;
        } catch (CacheUnavailableException away) {
            PartlyAnswered.answered(away, asked).forEach(context.events::delete);
            context.away("deleteMany", away);
            PartlyAnswered some = PartlyAnswered.in(away);
            return some == null ? 0 : some.count();
        } finally {
            asked.forEach(key -> loads.detach(keyspace.version(), key));
        }
    }

    @Override
    public long deleteMatching(String glob) {
        return sweep().matching(glob);
    }

    @Override
    public long clear() {
        return sweep().version();
    }

    @Override
    public long clearAllVersions() {
        return sweep().everyVersion();
    }

    private Sweep sweep() {
        return new Sweep(context.store(), keyspace, loads);
    }

    @Override
    public Stream<String> keys(String glob) {
        return sweep().keys(glob);
    }

    // --- counting

    @Override
    public long increment(String key) {
        return increment(key, 1);
    }

    @Override
    public long increment(String key, long delta) {
        try {
            return Counters.add(context, key, keyspace.entry(key), delta);
        } finally {
            loads.detach(keyspace.version(), key);
        }
    }

    @Override
    public long decrement(String key) {
        return increment(key, -1);
    }

    @Override
    public long decrement(String key, long delta) {
        try {
            return Counters.subtract(context, key, keyspace.entry(key), delta);
        } finally {
            loads.detach(keyspace.version(), key);
        }
    }

    // --- versions

    @Override
    public Cache<V> atVersion(int version) {
        context.requireOpen();
        return new StoreCache<>(this, version);
    }

    @Override
    public int version() {
        context.requireOpen();
        return keyspace.version();
    }

    @Override
    public void moveToVersion(String key, int version) {
        try {
            new Move(context.store(), key)
                    .run(keyspace.entry(key), keyspace.atVersion(version).entry(key));
        } finally {
            loads.detach(keyspace.version(), key);
            loads.detach(version, key);
        }
    }

    // --- the rest

    @Override
    public CacheLock lock(String key, Duration holdFor) {
        context.requireOpen();
        return new StoreLock(context::store, context.tokens, keyspace.bytes(key), keyspace.lock(key), holdFor);
    }

    @Override
    public long rewriteAll() {
        return rewriteAll(Progress.NONE);
    }

    @Override
    public long rewriteAll(Progress progress) {
        Objects.requireNonNull(progress, "progress");
        return new Rewriting<>(context, keyspace).run(progress);
    }

    @Override
    public CacheStatistics statistics() {
        context.requireOpen();
        return context.events.statistics(context.store());
    }

    @Override
    public EntryInfo explain(String key) {
        return new Explaining<>(context, keyspace).run(key);
    }

    @Override
    public void ping() {
        context.store().ping();
    }

    @Override
    public void close() {
        if (!view) {
            context.close(loads::releaseHeld);
        }
    }

    /** The prefix and version, for logs. */
    @Override
    public String toString() {
        return "Cache[" + context.type + " under " + context.settings.keyPrefix() + ":" + keyspace.version() + "]";
    }
}
