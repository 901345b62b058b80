package dev.larder.internal.cache;

import dev.larder.CacheUnavailableException;
import dev.larder.LoadException;
import dev.larder.LoadOptions;
import dev.larder.Loader;
import dev.larder.Ttl;
import dev.larder.internal.store.Acquired;
import dev.larder.internal.store.Claim;
import dev.larder.internal.store.Commit;
import dev.larder.internal.store.EntryKey;
import dev.larder.internal.store.Seen;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One call of {@code getOrSet}: look; if there is nothing fresh, lead the load of this process or wait for it; the leader
 * takes the lease of the fleet or waits for its owner; the owner loads and commits.
 *
 * <pre>{@code
 *   LOOK      fresh, and not due early        return it
 *    |        stale, or due early             REFRESH
 *    |        nothing, or unreadable          JOIN
 *    |
 *    +-> REFRESH   somebody here loads        return the old value
 *    |    |        the lease is not granted   return the old value, or the newer one that is there
 *    |    |        granted                    LOAD
 *    |    |
 *    +-> JOIN      nobody here loads          ACQUIRE
 *    |    |        this very thread loads     load, store nothing
 *    |    |        somebody else here loads   wait: his value, his failure, or LOOK again
 *    |    |        refused twice, or waited   load, store nothing
 *    |    |        too long
 *    |    v
 *    |   ACQUIRE   busy                       pause, look, ACQUIRE again
 *    |    |        changed                    return what is there, or ACQUIRE again
 *    |    |        cooling down               LoadException
 *    |    |        Redis is away              load, store nothing
 *    |    |        waited too long            load, store nothing
 *    |    |        granted                    LOAD
 *    |    v
 *    +-> LOAD      cancelled                  release the lease, throw; those who wait LOOK
 *         |        fails                      cool down, throw; those who wait throw too
 *         |        loses its lease            go on; those who wait LOOK, once
 *         |        returns a value            COMMIT
 *         v
 *        COMMIT    accepted                   return it, also to those who wait
 *                  refused                    return it; those who wait LOOK, once
 *                  unknown, twice             return it; those who wait LOOK
 * }</pre>
 *
 * @param <V> the type of the value
 */
final class Load<V> {
    private static final Logger LOG = LoggerFactory.getLogger("dev.larder.Cache");

    private final CacheContext<V> context;
    private final Loads<V> loads;
    private final int version;
    private final String key;
    private final EntryKey keys;
    private final Loader<? extends V> loader;
    private final LoadOptions options;
    private final Function<? super V, Ttl> freshFor;

    Load(
            CacheContext<V> context,
            Loads<V> loads,
            Keyspace keyspace,
            String key,
            Loader<? extends V> loader,
            LoadOptions options,
            Function<? super V, Ttl> freshFor) {
        this.context = context;
        this.loads = loads;
        this.version = keyspace.version();
        this.key = key;
        this.keys = keyspace.entry(key);
        this.loader = loader;
        this.options = options;
        this.freshFor = freshFor;
    }

    V run() {
        Found<V> found;
        try {
            found = loads.glance(key, keys, options);
        } catch (CacheUnavailableException away) {
            context.away("getOrSet", away);
            context.events.miss(key);
            return leadOrJoin(null);
        }
        V value = found.value();
        if (value != null && found.isFresh() && !found.isDueEarly(options.refreshEarly())) {
            context.events.hit(key);
            return value;
        }
        if (value != null) {
            return refresh(found, value);
        }
        context.events.miss(key);
        return leadOrJoin(found);
    }

    // --- stale, or fresh and to be loaded early: one loads, all others have a value

    private V refresh(Found<V> found, V value) {
        Flight<V> flight = loads.begin(version, key);
        if (flight == null) {
            return served(found, value);
        }
        boolean handedOver = false;
        try {
            byte[] token = context.tokens.next();
            Acquired acquired = acquire(token, null, found.seen());
            if (acquired instanceof Acquired.Changed changed) {
                Found<V> now = loads.found(key, changed.now());
                V newer = now.value();
                return newer != null ? served(now, newer) : served(found, value);
            }
            if (!(acquired instanceof Acquired.Granted)) {
                return served(found, value);
            }
            Executor refresher = options.refresher();
            if (refresher == null) {
                context.events.miss(key);
                return loadAndCommit(flight, hold(flight, token), found.seen());
            }
            handedOver = inBackground(refresher, flight, hold(flight, token), found.seen());
            return served(found, value);
        } finally {
            if (!handedOver) {
                end(flight);
            }
        }
    }

    private V served(Found<V> found, V value) {
        if (found.isFresh()) {
            context.events.hit(key);
        } else {
            context.events.staleHit(key);
        }
        return value;
    }

    private boolean inBackground(Executor refresher, Flight<V> flight, Lease lease, Seen seen) {
        try {
            refresher.execute(() -> {
                try {
                    if (!lease.isOver()) {
                        loadAndCommit(flight, lease, seen);
                    }
                } catch (RuntimeException failed) {
                    LOG.debug("a load in the background failed; the stale value stays", failed);
                } finally {
                    end(flight);
                }
            });
            return true;
        } catch (RejectedExecutionException full) {
            loads.release(lease);
            return false;
        } catch (RuntimeException | Error broken) {
            loads.release(lease);
            throw broken;
        }
    }

    // --- missing: one loads, all others wait

    private V leadOrJoin(@Nullable Found<V> first) {
        long came = System.nanoTime();
        Pause pause = Pause.atMost(options.waitFor());
        Found<V> found = first;
        int refusals = 0;
        while (true) {
            Flight<V> mine = loads.begin(version, key);
            if (mine != null) {
                return lead(mine, found, pause);
            }
            Flight<V> other = loads.current(version, key);
            if (other == null) {
                continue;
            }
            if (other.isOwn()) {
                return loadAlone();
            }
            Flight.Landing<V> landing = other.await(key, pause.leftNanos());
            if (landing == null) {
                return loadAlone();
            }
            Throwable failure = landing.failure();
            if (failure != null) {
                Throwable cause =
                        failure instanceof LoadException && failure.getCause() != null ? failure.getCause() : failure;
                throw new LoadException(
                        "the load of '" + key + "' that this caller waited for failed: " + cause, cause);
            }
            V value = landing.value();
            if (value != null && landing.isFor(came)) {
                return value;
            }
            if (landing.refused() && ++refusals > 1) {
                return loadAlone();
            }
            found = lookAgain();
            V now = found == null ? null : found.value();
            if (now != null) {
                return now;
            }
        }
    }

    /** Looks at the newest there is; null while Redis is away. */
    private @Nullable Found<V> lookAgain() {
        try {
            return loads.look(context.store().latest(), key, keys);
        } catch (CacheUnavailableException away) {
            context.away("getOrSet", away);
            return null;
        }
    }

    /** Leads this process; nothing found at all means that Redis is away. */
    private V lead(Flight<V> flight, @Nullable Found<V> first, Pause pause) {
        try {
            Found<V> found = first;
            // a failure here a moment ago keeps others off, not those who call again and have no other value
            byte[] previous = context.tokens.next();
            while (found != null) {
                byte[] token = context.tokens.next();
                Acquired acquired = acquire(token, previous, found.seen());
                previous = token;
                if (acquired instanceof Acquired.Granted) {
                    return loadAndCommit(flight, hold(flight, token), found.seen());
                }
                if (acquired instanceof Acquired.Changed changed) {
                    found = loads.found(key, changed.now());
                } else if (acquired instanceof Acquired.Busy busy) {
                    if (!pause.next(busy.leaseMillis())) {
                        return outOfTime();
                    }
                    found = lookAgain();
                } else if (acquired instanceof Acquired.CoolingDown cooling) {
                    throw coolingDown(flight, cooling);
                } else {
                    found = null;
                }
                V value = found == null ? null : found.value();
                if (value != null) {
                    // those that wait look for themselves: they may have come after a delete that this look missed
                    return value;
                }
            }
            return loadForThisProcess(flight, pause);
        } finally {
            end(flight);
        }
    }

    private LoadException coolingDown(Flight<V> flight, Acquired.CoolingDown cooling) {
        LoadException tooSoon = coolingDown(key, cooling);
        flight.fail(tooSoon);
        return tooSoon;
    }

    /** What is told of a key whose load failed a moment ago. */
    static LoadException coolingDown(String key, Acquired.CoolingDown cooling) {
        return new LoadException("a load of '" + key + "' failed a moment ago and there is no older value;"
                + " the cool-down ends in " + cooling.leftMillis() + " ms, then it is loaded again");
    }

    private V outOfTime() {
        if (Thread.currentThread().isInterrupted()) {
            throw new LoadException("interrupted while another process loads '" + key + "'");
        }
        return loadAlone();
    }

    /** Asks for the lease of the fleet; null while Redis is away. */
    private @Nullable Acquired acquire(byte[] token, byte @Nullable [] previous, Seen seen) {
        try {
            return context.store()
                    .acquire(keys, token, previous, seen, options.lockFor().toMillis());
        } catch (CacheUnavailableException away) {
            context.away("getOrSet", away);
            return null;
        }
    }

    private Lease hold(Flight<V> flight, byte[] token) {
        return loads.hold(version, key, flight, keys, token, options);
    }

    // --- loading

    private V loadAndCommit(Flight<V> flight, Lease lease, Seen seen) {
        V value;
        Commit commit;
        long start = System.nanoTime();
        try {
            value = loads.call(Set.of(key), loader::load);
            Ttl fresh = freshFor.apply(value);
            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
            commit = loads.toCommit(new Claim(keys, lease.token(), seen), value, fresh, options, millis);
        } catch (RuntimeException | Error failed) {
            if (isCancelled(failed)) {
                // it says nothing of the loader: one of those that wait may try
                loads.release(lease);
            } else {
                loads.coolDown(lease);
                flight.fail(failed);
            }
            throw failed;
        }
        // whoever comes from here on may come after a delete that this commit does not know of
        loads.close(version, key, flight);
        // else a beat after the commit would find the lease gone and take that for a refusal
        loads.end(lease);
        try {
            if (loads.commit(commit)) {
                context.events.put(key, commit.value().length);
                flight.landWith(value);
            } else {
                context.events.commitRejected(key);
                flight.landRefused();
            }
        } catch (CacheUnavailableException away) {
            context.away("getOrSet", away);
        }
        return value;
    }

    /** Whether a load was ended from outside, which says nothing of the loader. */
    static boolean isCancelled(Throwable failed) {
        return failed instanceof CancellationException
                || failed.getCause() instanceof InterruptedException
                || Thread.currentThread().isInterrupted();
    }

    private V loadForThisProcess(Flight<V> flight, Pause pause) {
        try {
            V value = context.bulkhead.run("'" + key + "'", pause.leftNanos(), () -> {
                flight.loading();
                return loadAlone();
            });
            flight.landWithout(value);
            return value;
        } catch (RuntimeException | Error failed) {
            flight.fail(failed);
            throw failed;
        }
    }

    /** Loads without writing, for nobody else. */
    private V loadAlone() {
        return loads.call(Set.of(key), loader::load);
    }

    private void end(Flight<V> flight) {
        loads.close(version, key, flight);
        flight.abandon();
    }
}
