package dev.larder.internal.cache;

import dev.larder.BulkLoader;
import dev.larder.CacheUnavailableException;
import dev.larder.LoadException;
import dev.larder.LoadOptions;
import dev.larder.internal.store.Acquired;
import dev.larder.internal.store.Entry;
import dev.larder.internal.store.EntryKey;
import dev.larder.internal.store.Seen;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One call of {@code getOrSetMany}: what is won is loaded and stored before anything is waited for, so that two calls
 * which want each other's keys both end.
 *
 * @param <V> the type of the values
 */
final class BulkLoad<V> {
    private record Won<V>(EntryKey keys, Flight<V> flight, byte[] token, Seen seen) {}

    private final CacheContext<V> context;
    private final Loads<V> loads;
    private final Keyspace keyspace;
    private final BulkLoader<? extends V> loader;
    private final LoadOptions options;
    private final Pause pause;
    private final Map<String, EntryKey> pending = new LinkedHashMap<>();
    private final Map<String, V> values = new LinkedHashMap<>();
    /** What this thread is loading already, further up. */
    private final Set<String> nested = new LinkedHashSet<>();

    BulkLoad(
            CacheContext<V> context,
            Loads<V> loads,
            Keyspace keyspace,
            Collection<String> keys,
            BulkLoader<? extends V> loader,
            LoadOptions options) {
        this.context = context;
        this.loads = loads;
        this.keyspace = keyspace;
        this.loader = loader;
        this.options = options;
        this.pause = Pause.atMost(options.waitFor());
        keys.forEach(key -> pending.put(key, keyspace.entry(key)));
    }

    /** The values by key, in the order asked. */
    Map<String, V> run() {
        List<String> order = List.copyOf(pending.keySet());
        boolean first = true;
        while (!pending.isEmpty()) {
            Map<String, Won<V>> won;
            try {
                won = win(look(first));
            } catch (CacheUnavailableException away) {
                context.away("getOrSetMany", away);
                loadAlone(pending.keySet());
                break;
            }
            first = false;
            if (!won.isEmpty()) {
                load(won);
            }
            nested.retainAll(pending.keySet());
            if (!nested.isEmpty()) {
                loadAlone(nested);
            } else if (won.isEmpty() && !pending.isEmpty() && !pause.next()) {
                outOfTime();
            }
        }
        Map<String, V> inOrder = new LinkedHashMap<>();
        order.forEach(key -> {
            V value = values.get(key);
            if (value != null) {
                inOrder.put(key, value);
            }
        });
        return inOrder;
    }

    /** Settles what is fresh, and returns what was found of the rest. */
    private Map<String, Found<V>> look(boolean first) {
        List<String> asked = List.copyOf(pending.keySet());
        List<@Nullable Entry> entries = (first
                        ? context.store()
                        : context.store().latest())
                .readMany(pending.values().stream().map(EntryKey::bytes).toList());
        Map<String, Found<V>> rest = new LinkedHashMap<>();
        for (int i = 0; i < asked.size(); i++) {
            String key = asked.get(i);
            Found<V> found = loads.found(key, entries.get(i));
            V value = found.value();
            if (value != null && found.isFresh()) {
                context.events.hit(key);
                settle(key, value);
            } else {
                if (first && value == null) {
                    context.events.miss(key);
                }
                rest.put(key, found);
            }
        }
        return rest;
    }

    /** Takes the leases that are free; a stale value whose lease is not is served. */
    private Map<String, Won<V>> win(Map<String, Found<V>> wanted) {
        Map<String, Won<V>> won = new LinkedHashMap<>();
        try {
            wanted.forEach((key, found) -> {
                Won<V> lease = win(key, found);
                if (lease != null) {
                    won.put(key, lease);
                } else if (found.value() != null && pending.containsKey(key)) {
                    context.events.staleHit(key);
                    settle(key, Objects.requireNonNull(found.value()));
                }
            });
            return won;
        } catch (RuntimeException failed) {
            won.forEach(this::giveUp);
            throw failed;
        }
    }

    private @Nullable Won<V> win(String key, Found<V> found) {
        Flight<V> flight = loads.begin(keyspace.version(), key);
        if (flight == null) {
            Flight<V> other = loads.current(keyspace.version(), key);
            if (other != null && other.isOwn()) {
                nested.add(key);
            }
            return null;
        }
        boolean granted = false;
        try {
            EntryKey keys = Objects.requireNonNull(pending.get(key), "a key that is settled");
            byte[] token = Token.random();
            Acquired acquired = context.store()
                    .acquire(keys, token, null, found.seen(), options.lockFor().toMillis());
            if (acquired instanceof Acquired.Changed changed) {
                V value = loads.found(key, changed.now()).value();
                if (value != null) {
                    settle(key, value);
                }
            }
            granted = acquired instanceof Acquired.Granted;
            return granted ? new Won<>(keys, flight, token, found.seen()) : null;
        } finally {
            if (!granted) {
                end(key, flight);
            }
        }
    }

    private void load(Map<String, Won<V>> won) {
        Map<String, V> loaded;
        long start = System.nanoTime();
        try {
            loaded = call(won.keySet());
        } catch (RuntimeException | Error failed) {
            won.forEach((key, lease) -> {
                lease.flight.fail(failed);
                giveUp(key, lease);
            });
            throw failed;
        }
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
        try {
            won.forEach((key, lease) -> {
                V value = loaded.get(key);
                if (value == null) {
                    giveUp(key, lease);
                    pending.remove(key);
                } else {
                    commit(key, lease, value, millis);
                    settle(key, value);
                }
            });
        } catch (RuntimeException unwritable) {
            won.forEach((key, lease) -> lease.flight.fail(unwritable));
            won.forEach(this::giveUp);
            throw unwritable;
        } finally {
            won.forEach((key, lease) -> end(key, lease.flight));
        }
    }

    private void commit(String key, Won<V> lease, V value, long millis) {
        loads.close(keyspace.version(), key, lease.flight);
        try {
            if (loads.commit(lease.keys, lease.token, lease.seen, value, options.freshFor(), options, millis)) {
                context.events.put(key);
                lease.flight.landWith(value);
            } else {
                context.events.commitRejected(key);
                lease.flight.landRefused();
            }
        } catch (CacheUnavailableException away) {
            context.away("getOrSetMany", away);
        }
    }

    private void outOfTime() {
        if (Thread.currentThread().isInterrupted()) {
            throw new LoadException("interrupted while others load " + pending.keySet());
        }
        loadAlone(pending.keySet());
    }

    /** Loads without writing. */
    private void loadAlone(Set<String> keys) {
        List<String> settled = List.copyOf(keys);
        values.putAll(call(keys));
        settled.forEach(pending::remove);
    }

    /** The loader's values for these keys, without others and without null. */
    private Map<String, V> call(Set<String> asked) {
        Set<String> keys = Collections.unmodifiableSet(new LinkedHashSet<>(asked));
        return loads.call(keys, () -> wanted(keys, loader.load(keys)), Map::keySet);
    }

    private static <V> Map<String, V> wanted(Set<String> keys, @Nullable Map<String, ? extends V> loaded) {
        if (loaded == null) {
            throw new LoadException(
                    "the loader of " + keys + " returned null; return an empty map if there is nothing");
        }
        Map<String, V> wanted = new LinkedHashMap<>();
        for (String key : keys) {
            V value = loaded.get(key);
            if (value != null) {
                wanted.put(key, value);
            } else if (loaded.containsKey(key)) {
                throw new LoadException("the loader returned null for '" + key
                        + "'; leave the key out, or cache Optional<T> to remember that there is none");
            }
        }
        return wanted;
    }

    private void giveUp(String key, Won<V> lease) {
        loads.release(lease.keys, lease.token);
        end(key, lease.flight);
    }

    private void end(String key, Flight<V> flight) {
        loads.close(keyspace.version(), key, flight);
        flight.abandon();
    }

    private void settle(String key, V value) {
        values.put(key, value);
        pending.remove(key);
    }
}
