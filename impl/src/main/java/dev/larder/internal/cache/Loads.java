package dev.larder.internal.cache;

import dev.larder.CacheUnavailableException;
import dev.larder.LoadException;
import dev.larder.LoadOptions;
import dev.larder.Ttl;
import dev.larder.internal.codec.Decoded;
import dev.larder.internal.codec.UnreadableException;
import dev.larder.internal.store.Claim;
import dev.larder.internal.store.Commit;
import dev.larder.internal.store.Entry;
import dev.larder.internal.store.EntryKey;
import dev.larder.internal.store.RoundTrip;
import dev.larder.internal.store.Seen;
import dev.larder.internal.store.Store;
import dev.larder.internal.store.UnfitEntryException;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The loads under way in this process, and the steps that every load is made of.
 *
 * @param <V> the type of the values
 */
final class Loads<V> {
    private record Id(int version, String key) {}

    private final CacheContext<V> context;
    private final ConcurrentHashMap<Id, Flight<V>> flights = new ConcurrentHashMap<>();
    private final Set<Lease> held = ConcurrentHashMap.newKeySet();

    Loads(CacheContext<V> context) {
        this.context = context;
    }

    // --- flights

    /** Begins a flight led by the calling thread; null, and no flight, if there is one already. */
    @Nullable
    Flight<V> begin(int version, String key) {
        Flight<V> mine = new Flight<>();
        return flights.putIfAbsent(new Id(version, key), mine) == null ? mine : null;
    }

    /** The flight under way; null if there is none. */
    @Nullable
    Flight<V> current(int version, String key) {
        return flights.get(new Id(version, key));
    }

    /** Lets nobody join this flight any more. */
    void close(int version, String key, Flight<V> flight) {
        flights.remove(new Id(version, key), flight);
    }

    /** The key was written or deleted here: callers from now on do not join the load that began before. */
    void detach(int version, String key) {
        if (!flights.isEmpty()) {
            flights.remove(new Id(version, key));
        }
    }

    /** Many keys were deleted here. */
    void detachAll() {
        flights.clear();
    }

    // --- steps

    /** Looks at an entry; a missing or unreadable one is found as nothing. */
    Found<V> look(Store store, String key, EntryKey keys) {
        return found(key, () -> store.read(keys));
    }

    /**
     * Looks at an entry as far as these options ask: a value without a grace is fresh as long as it is there, so its time to
     * live need not be asked for.
     */
    Found<V> glance(String key, EntryKey keys, LoadOptions options) {
        return found(key, () -> {
            if (context.mayBeStale(options)) {
                return context.store.read(keys);
            }
            byte[] value = context.store.get(keys);
            if (value != null && CacheContext.GRACE.isIn(value)) {
                return context.store.read(keys);
            }
            return value == null ? null : new Entry(value, Store.FOREVER);
        });
    }

    private Found<V> found(String key, Supplier<@Nullable Entry> read) {
        try {
            return found(key, read.get());
        } catch (UnfitEntryException wrongType) {
            context.events.unreadable(key, CacheContext.WRONG_TYPE);
            return Found.nothing(Seen.ABSENT);
        }
    }

    /** What these bytes are. */
    Found<V> found(String key, @Nullable Entry entry) {
        if (entry == null) {
            return Found.nothing(Seen.ABSENT);
        }
        context.events.read(key, entry.value().length);
        Seen seen = CacheContext.seen(entry.value());
        try {
            Decoded<V> decoded = context.codec.decodeLoaded(entry.value());
            long fresh = entry.freshMillis() == Store.FOREVER
                    ? Store.FOREVER
                    : Math.max(0, entry.freshMillis() - decoded.graceMillis());
            return new Found<>(decoded.value(), fresh, decoded.loadMillis(), seen);
        } catch (UnreadableException unreadable) {
            context.events.unreadable(key, unreadable.reason());
            return Found.nothing(seen);
        }
    }

    /** Runs a loader as its caller sees it: unchecked faults as they are, checked ones as causes. */
    <T> T call(Set<String> keys, Callable<T> loader) {
        return call(keys, loader, loaded -> keys);
    }

    /** Does the same, and counts as loaded those keys that have a value in the result. */
    <T> T call(Set<String> keys, Callable<T> loader, Function<T, Set<String>> loadedKeys) {
        long start = System.nanoTime();
        T loaded;
        try {
            loaded = loader.call();
        } catch (RuntimeException | Error unchecked) {
            context.events.loadFailure(keys, unchecked);
            throw unchecked;
        } catch (Exception checked) {
            if (checked instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            context.events.loadFailure(keys, checked);
            throw new LoadException("the loader of " + named(keys) + " failed: " + checked, checked);
        }
        if (loaded == null) {
            LoadException none = new LoadException("the loader of " + named(keys)
                    + " returned null; cache Optional<T> to remember that there is none");
            context.events.loadFailure(keys, none);
            throw none;
        }
        context.events.load(loadedKeys.apply(loaded), System.nanoTime() - start);
        return loaded;
    }

    private static String named(Set<String> keys) {
        String first = "'" + keys.iterator().next() + "'";
        return keys.size() == 1 ? first : first + " and " + (keys.size() - 1) + " more";
    }

    /**
     * Stores a loaded value if nothing newer has happened to its key.
     *
     * @return false if something has, or the cache is closed
     * @throws CacheUnavailableException if the outcome is unknown
     */
    boolean commit(Commit commit) {
        return whileOpen(() -> again(() -> context.store.commit(commit)), false);
    }

    /** Does the same for many at once; says in their order which are stored. */
    List<Boolean> commitAll(List<Commit> commits) {
        return whileOpen(
                () -> again(() -> context.store.commitMany(commits, RoundTrip.alone())),
                Collections.nCopies(commits.size(), false));
    }

    /** A commit whose outcome is unknown may be repeated, once: if it was done, that is recognised. */
    private static <R> R again(Supplier<R> commit) {
        try {
            return commit.get();
        } catch (CacheUnavailableException unknown) {
            return commit.get();
        }
    }

    private <R> R whileOpen(Supplier<R> commit, R otherwise) {
        try {
            return context.isClosed() ? otherwise : commit.get();
        } catch (IllegalStateException closed) {
            if (!context.isClosed()) {
                throw closed;
            }
            return otherwise;
        }
    }

    /** A loaded value as it is to be stored. */
    Commit toCommit(Claim claim, V value, Ttl fresh, LoadOptions options, long loadMillis) {
        long grace = fresh.isForever() || options.keepFor().isForever()
                ? 0
                : options.keepFor()
                        .duration()
                        .minus(options.freshFor().duration())
                        .toMillis();
        byte[] bytes = context.codec.encodeLoaded(value, loadMillis, grace);
        long freshMillis = context.ttls.of(fresh);
        long ttl = freshMillis == Store.FOREVER ? Store.FOREVER : freshMillis + grace;
        return new Commit(claim, bytes, CacheContext.seen(bytes), ttl, freshMillis);
    }

    // --- leases

    /**
     * Keeps a lease alive that was granted just now; if it is lost, nobody waits for the load any more.
     *
     * @param flight led by who has the lease
     */
    Lease hold(int version, String key, Flight<V> flight, EntryKey keys, byte[] token, LoadOptions options) {
        Lease lease = Lease.granted(context.store, context.alarm, keys, token, options.lockFor(), () -> {
            close(version, key, flight);
            flight.landRefused();
        });
        held.add(lease);
        if (context.isClosed()) {
            // after those were released that were held when it was closed
            release(lease);
        }
        return lease;
    }

    /** Lets a lease alone from now on; false if it was lost or released before. */
    boolean end(Lease lease) {
        held.remove(lease);
        return lease.end();
    }

    /** Ends a lease whose load came to nothing; while Redis is away it ends by itself. */
    void release(Lease lease) {
        if (end(lease)) {
            quietly("release", () -> context.store.release(lease.key(), lease.token()));
        }
    }

    /** Ends a lease whose load failed, and keeps the others from trying again at once. */
    void coolDown(Lease lease) {
        if (end(lease)) {
            quietly(
                    "coolDown",
                    () -> context.store.coolDown(
                            lease.key(), lease.token(), lease.coolDown().toMillis()));
        }
    }

    /** The cache is closed: its loads go on without a lease, so that others need not wait for them. */
    void releaseHeld() {
        releaseAll(held.stream()
                .filter(this::end)
                .map(lease -> new Claim(lease.key(), lease.token(), Seen.ABSENT))
                .toList());
    }

    /** Ends leases whose loads came to nothing; while Redis is away they end by themselves. */
    void releaseAll(List<Claim> claims) {
        if (claims.isEmpty()) {
            return;
        }
        quietly("release", () -> context.store.releaseMany(claims, RoundTrip.alone()));
    }

    private void quietly(String operation, Runnable step) {
        try {
            step.run();
        } catch (CacheUnavailableException away) {
            context.events.dropped(operation, away);
        } catch (IllegalStateException closed) {
            if (!context.isClosed()) {
                throw closed;
            }
        }
    }
}
