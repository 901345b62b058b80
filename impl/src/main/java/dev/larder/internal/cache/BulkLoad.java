package dev.larder.internal.cache;

import dev.larder.BulkLoader;
import dev.larder.CacheUnavailableException;
import dev.larder.LoadException;
import dev.larder.LoadOptions;
import dev.larder.internal.store.Acquired;
import dev.larder.internal.store.Claim;
import dev.larder.internal.store.Commit;
import dev.larder.internal.store.Entry;
import dev.larder.internal.store.EntryKey;
import dev.larder.internal.store.PartlyAnswered;
import dev.larder.internal.store.RoundTrip;
import dev.larder.internal.store.Store;
import java.util.ArrayList;
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
 * <pre>{@code
 *   LOOK at all  fresh                    take it
 *    |           stale, or nothing        ACQUIRE, if nobody here loads the key
 *    |             this very thread does  load, store nothing
 *    |             somebody else does     take what is stale, or LOOK again
 *    v
 *   ACQUIRE all  granted                  LOAD
 *    |           changed                  take what is there, or LOOK again
 *    |           busy                     take what is stale, or LOOK again
 *    |           cooling down             take what is stale, or LoadException, after LOAD
 *    |           its server is away       take what is stale, or load, store nothing, after LOAD
 *    v
 *   LOAD all     cancelled                release the leases, throw
 *    |           fails                    cool down, throw
 *    |           leaves keys out          release their leases; they are absent
 *    |           returns values           COMMIT
 *    v
 *   COMMIT all   whatever comes of it     take the value; those who wait hear it key by key
 *    |
 *    +-> LOOK again at what is left, after a pause if no lease was granted
 *          waited too long                load, store nothing
 * }</pre>
 *
 * @param <V> the type of the values
 */
final class BulkLoad<V> {
    /** A key that nobody else of this process loads, and the lease that is asked for. */
    private record Flying<V>(Claim claim, Flight<V> flight) {}

    private record Won<V>(Claim claim, Flight<V> flight, Lease lease) {}

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
    /** Whose server does not answer. */
    private final Set<String> unreachable = new LinkedHashSet<>();
    /** Why a key cannot be had now, though the others can. */
    private @Nullable LoadException tooSoon;

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
            Map<String, Won<V>> won = win(look(first));
            first = false;
            if (!won.isEmpty()) {
                load(won);
            }
            if (tooSoon != null) {
                throw tooSoon;
            }
            nested.retainAll(pending.keySet());
            unreachable.retainAll(pending.keySet());
            if (!nested.isEmpty() || !unreachable.isEmpty()) {
                loadWithoutLease();
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
        Store store = first ? context.store() : context.store().latest();
        List<@Nullable Entry> entries;
        try {
            entries = store.readMany(List.copyOf(pending.values()));
        } catch (CacheUnavailableException away) {
            PartlyAnswered some = away(away, asked);
            if (some == null) {
                return Map.of();
            }
            entries = some.values();
        }
        Map<String, Found<V>> rest = new LinkedHashMap<>();
        for (int i = 0; i < asked.size(); i++) {
            String key = asked.get(i);
            if (unreachable.contains(key)) {
                continue;
            }
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

    /** Remembers which keys cannot be asked for; returns what was answered for the others, null if nothing was. */
    private @Nullable PartlyAnswered away(CacheUnavailableException away, List<String> asked) {
        context.away("getOrSetMany", away);
        unreachable.addAll(asked);
        PartlyAnswered.answered(away, asked).forEach(unreachable::remove);
        return PartlyAnswered.in(away);
    }

    /** Takes the leases that are free; a stale value whose lease is not is served. */
    private Map<String, Won<V>> win(Map<String, Found<V>> wanted) {
        Map<String, Flying<V>> flying = new LinkedHashMap<>();
        Map<String, Won<V>> won = new LinkedHashMap<>();
        try {
            wanted.forEach((key, found) -> {
                Flight<V> flight = takeOff(key);
                if (flight != null) {
                    EntryKey keys = Objects.requireNonNull(pending.get(key), "a key that is settled");
                    byte[] token = context.tokens.next();
                    byte[] previous = found.value() == null ? token : null;
                    flying.put(key, new Flying<>(new Claim(keys, token, previous, found.seen()), flight));
                }
            });
            Map<String, Acquired> answers = acquire(flying);
            wanted.forEach((key, found) -> {
                Acquired answer = answers.get(key);
                if (answer instanceof Acquired.Granted) {
                    won.put(key, hold(key, Objects.requireNonNull(flying.remove(key))));
                } else {
                    settleWithoutLease(key, found, answer);
                }
            });
            return won;
        } catch (RuntimeException failed) {
            giveUp(won);
            loads.releaseAll(flying.values().stream().map(Flying::claim).toList());
            throw failed;
        } finally {
            flying.forEach((key, each) -> end(key, each.flight));
        }
    }

    private Won<V> hold(String key, Flying<V> granted) {
        Claim claim = granted.claim;
        Lease lease = loads.hold(keyspace.version(), key, granted.flight, claim.key(), claim.token(), options);
        return new Won<>(claim, granted.flight, lease);
    }

    private void settleWithoutLease(String key, Found<V> found, @Nullable Acquired answer) {
        V stale = found.value();
        if (answer instanceof Acquired.Changed changed) {
            V now = loads.found(key, changed.now()).value();
            if (now != null) {
                settle(key, now);
            }
        } else if (stale != null) {
            context.events.staleHit(key);
            settle(key, stale);
        } else if (answer instanceof Acquired.CoolingDown cooling) {
            tooSoon = Load.coolingDown(key, cooling);
        }
    }

    /** The flight of a key that nobody here is loading; else null. */
    private @Nullable Flight<V> takeOff(String key) {
        Flight<V> flight = loads.begin(keyspace.version(), key);
        if (flight == null) {
            Flight<V> other = loads.current(keyspace.version(), key);
            if (other != null && other.isOwn()) {
                nested.add(key);
            }
        }
        return flight;
    }

    private Map<String, Acquired> acquire(Map<String, Flying<V>> flying) {
        if (flying.isEmpty()) {
            return Map.of();
        }
        List<String> keys = List.copyOf(flying.keySet());
        List<Claim> claims = flying.values().stream().map(Flying::claim).toList();
        List<@Nullable Acquired> answers;
        try {
            answers = nullable(
                    context.store().acquireMany(claims, options.lockFor().toMillis(), RoundTrip.alone()));
        } catch (CacheUnavailableException away) {
            PartlyAnswered some = away(away, keys);
            answers = some == null ? nothing(keys.size()) : some.values();
        }
        Map<String, Acquired> byKey = new LinkedHashMap<>();
        for (int i = 0; i < keys.size(); i++) {
            Acquired answer = answers.get(i);
            if (answer != null) {
                byKey.put(keys.get(i), answer);
            }
        }
        return byKey;
    }

    private void load(Map<String, Won<V>> won) {
        Map<String, V> loaded;
        long start = System.nanoTime();
        try {
            loaded = call(won.keySet());
        } catch (RuntimeException | Error failed) {
            fail(won, failed);
            throw failed;
        }
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
        Map<String, Won<V>> leftOut = new LinkedHashMap<>(won);
        leftOut.keySet().removeAll(loaded.keySet());
        try {
            List<Commit> commits = loaded.entrySet().stream()
                    .map(each -> loads.toCommit(
                            there(won, each.getKey()).claim, each.getValue(), options.freshFor(), options, millis))
                    .toList();
            commit(won, loaded, commits);
        } catch (RuntimeException unwritable) {
            fail(won, unwritable);
            throw unwritable;
        }
        loaded.forEach(this::settle);
        pending.keySet().removeAll(leftOut.keySet());
        giveUp(leftOut);
    }

    /** As for a single key: who was cancelled says nothing of the loader. */
    private void fail(Map<String, Won<V>> won, Throwable failed) {
        if (Load.isCancelled(failed)) {
            giveUp(won);
            return;
        }
        won.forEach((key, each) -> {
            loads.coolDown(each.lease);
            each.flight.fail(failed);
            end(key, each.flight);
        });
    }

    private void commit(Map<String, Won<V>> won, Map<String, V> loaded, List<Commit> commits) {
        if (commits.isEmpty()) {
            return;
        }
        List<String> keys = List.copyOf(loaded.keySet());
        keys.forEach(key -> {
            // whoever comes from here on may come after a delete that this commit does not know of
            loads.close(keyspace.version(), key, there(won, key).flight);
            loads.end(there(won, key).lease);
        });
        List<@Nullable Boolean> stored;
        try {
            stored = nullable(loads.commitAll(commits));
        } catch (CacheUnavailableException away) {
            context.away("getOrSetMany", away);
            PartlyAnswered some = PartlyAnswered.in(away);
            stored = some == null ? nothing(keys.size()) : some.values();
        }
        for (int i = 0; i < keys.size(); i++) {
            Won<V> each = there(won, keys.get(i));
            Boolean accepted = stored.get(i);
            if (Boolean.TRUE.equals(accepted)) {
                context.events.put(keys.get(i), commits.get(i).value().length);
            }
            land(keys.get(i), each.flight, there(loaded, keys.get(i)), accepted);
        }
    }

    /** Tells those that wait in this process how it went; null stands for an unknown outcome. */
    private void land(String key, Flight<V> flight, V value, @Nullable Boolean stored) {
        if (stored == null) {
            flight.abandon();
        } else if (stored) {
            flight.landWith(value);
        } else {
            context.events.commitRejected(key);
            flight.landRefused();
        }
    }

    private static <E> List<@Nullable E> nothing(int size) {
        return new ArrayList<@Nullable E>(Collections.<@Nullable E>nCopies(size, null));
    }

    @SuppressWarnings("unchecked")
    private static <E> List<@Nullable E> nullable(List<? extends @Nullable E> list) {
        return (List<@Nullable E>) list;
    }

    private static <T> T there(Map<String, T> map, String key) {
        return Objects.requireNonNull(map.get(key), key);
    }

    private void outOfTime() {
        if (Thread.currentThread().isInterrupted()) {
            throw new LoadException("interrupted while others load " + pending.keySet());
        }
        loadAlone(pending.keySet());
    }

    /** Loads what is being loaded further up or cannot be asked for. */
    private void loadWithoutLease() {
        Set<String> keys = new LinkedHashSet<>(nested);
        keys.addAll(unreachable);
        if (unreachable.isEmpty()) {
            loadAlone(keys);
            return;
        }
        context.bulkhead.run(keys, pause.leftNanos(), () -> {
            loadAlone(keys);
            return true;
        });
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

    private void giveUp(Map<String, Won<V>> leases) {
        loads.releaseAll(leases.values().stream()
                .filter(each -> loads.end(each.lease))
                .map(Won::claim)
                .toList());
        leases.forEach((key, each) -> end(key, each.flight));
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
