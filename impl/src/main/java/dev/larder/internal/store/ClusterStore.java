package dev.larder.internal.store;

import dev.larder.CacheUnavailableException;
import dev.larder.RedisUri;
import dev.larder.ServerStatistics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A Redis Cluster: each key lives on the node that has its slot, and follows it when it moves, also while it moves. What a
 * node redirected was not done there. A change that also ends a lease is then done again from the beginning, the lease first.
 */
@SuppressWarnings("NullAway") // nullable type arguments are understood only by JSpecify mode, which needs a newer javac
public final class ClusterStore extends KeyedStore {
    private static final int REDIRECTIONS = 16;
    private static final int BATCH = 500;
    private static final int PASSES = 16;

    private final ClusterNodes nodes;
    private final UnaryOperator<Store> part;
    private final long patienceNanos;

    /**
     * A store on the cluster that these nodes belong to.
     *
     * @param opening makes a node of its address and those of its replicas
     * @param patience how long to wait for a slot that moves
     */
    public ClusterStore(
            List<RedisUri> seeds, BiFunction<RedisUri, List<RedisUri>, ClusterNode> opening, Duration patience) {
        this(new ClusterNodes(seeds, opening), UnaryOperator.identity(), patience.toNanos());
    }

    private ClusterStore(ClusterNodes nodes, UnaryOperator<Store> part, long patienceNanos) {
        this.nodes = nodes;
        this.part = part;
        this.patienceNanos = patienceNanos;
    }

    @Override
    public boolean isSlotted() {
        return true;
    }

    // --- one key

    @Override
    protected <R extends @Nullable Object> R read(byte[] key, Call<R> call) {
        return follow(key, call, true);
    }

    @Override
    protected <R extends @Nullable Object> R write(byte[] key, Call<R> call) {
        return follow(key, call, false);
    }

    /** Goes where the slot is; what a node that is away may have done is repeated only if that changes nothing. */
    private <R extends @Nullable Object> R follow(byte[] key, Call<R> call, boolean mayRepeat) {
        int slot = HashSlot.of(key);
        ClusterNode node = nodes.of(slot);
        Store store = part.apply(node.store());
        long start = System.nanoTime();
        boolean repeated = false;
        for (int redirections = 0; ; redirections++) {
            try {
                return call.on(store);
            } catch (CacheUnavailableException failed) {
                RedirectedException redirected = RedirectedException.in(failed);
                if (redirected == null) {
                    nodes.lookAgain();
                    ClusterNode now = nodes.of(slot);
                    if (!mayRepeat || repeated || now.equals(node)) {
                        throw failed;
                    }
                    repeated = true;
                    node = now;
                    store = part.apply(node.store());
                } else {
                    if (redirections >= REDIRECTIONS && System.nanoTime() - start > patienceNanos) {
                        throw failed;
                    }
                    store = part.apply(next(slot, redirected, redirections));
                }
            }
        }
    }

    /** The store to turn to next. */
    private Store next(int slot, RedirectedException redirected, int redirections) {
        RedisUri target = redirected.target();
        if (target != null && redirected.kind() == RedirectedException.Kind.ASK) {
            return nodes.at(target).asking();
        }
        if (target != null && redirected.kind() == RedirectedException.Kind.MOVED) {
            nodes.moved(slot, target);
            // two nodes that send us to each other agree in a moment
            if (redirections > 1) {
                pause();
            }
            return nodes.of(slot).store();
        }
        pause();
        return nodes.of(slot).store();
    }

    private static void pause() {
        LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(5_000_000, 30_000_000));
    }

    // --- changes that end a lease first: two commands, of which a slot that moves may redirect either

    @Override
    public void set(EntryKey key, byte[] value, long ttlMillis) {
        revoking(key, each -> store -> {
            store.set(each, value, ttlMillis);
            return true;
        });
    }

    @Override
    public boolean add(EntryKey key, byte[] value, long ttlMillis) {
        return revoking(key, each -> store -> store.add(each, value, ttlMillis));
    }

    @Override
    public boolean delete(EntryKey key) {
        return revoking(key, each -> store -> store.delete(each));
    }

    /** One after the other, for what was counted must not be done again. */
    @Override
    public OptionalLong increment(EntryKey key, long delta, long min, long max) {
        if (key.hasLease()) {
            write(key.bytes(), lease -> lease.delete(EntryKey.withoutLease(key.lease())));
        }
        return write(key.bytes(), store -> store.increment(EntryKey.withoutLease(key.bytes()), delta, min, max));
    }

    private boolean revoking(EntryKey key, Function<EntryKey, Call<Boolean>> change) {
        if (!key.hasLease()) {
            return write(key.bytes(), change.apply(key));
        }
        Store store = part.apply(nodes.of(HashSlot.of(key.bytes())).store());
        try {
            return change.apply(key).on(store);
        } catch (CacheUnavailableException failed) {
            RedirectedException redirected = RedirectedException.in(failed);
            if (redirected == null) {
                nodes.lookAgain();
                throw failed;
            }
            write(key.bytes(), lease -> lease.delete(EntryKey.withoutLease(key.lease())));
            boolean done = write(key.bytes(), change.apply(EntryKey.withoutLease(key.bytes())));
            return done || redirected.done() > 0;
        }
    }

    // --- several keys

    @Override
    public List<byte @Nullable []> getMany(List<EntryKey> keys, RoundTrip trip) {
        return Scatter.inOrder(
                scatter(keys, EntryKey::bytes, Store::getMany, (some, redirected) -> each(some, this::get), trip));
    }

    @Override
    public List<@Nullable Entry> readMany(List<EntryKey> keys, RoundTrip trip) {
        return Scatter.inOrder(
                scatter(keys, EntryKey::bytes, Store::readMany, (some, redirected) -> each(some, this::read), trip));
    }

    @Override
    public void setMany(List<Write> writes, RoundTrip trip) {
        scatter(
                        writes,
                        write -> write.key().bytes(),
                        (store, some, own) -> {
                            store.setMany(some, own);
                            return true;
                        },
                        (some, redirected) -> {
                            some.forEach(write -> set(write.key(), write.value(), write.ttlMillis()));
                            return true;
                        },
                        trip)
                .requireAll(true);
    }

    @Override
    public long deleteMany(List<EntryKey> keys, RoundTrip trip) {
        Scatter<EntryKey, Long> deleted = scatter(
                keys,
                EntryKey::bytes,
                Store::deleteMany,
                (some, redirected) ->
                        redirected.done() + some.stream().filter(this::delete).count(),
                trip);
        long sum = deleted.answers().stream().mapToLong(each -> each).sum();
        deleted.requireAll(sum);
        return sum;
    }

    @Override
    public void deleteManyIf(List<Sighting> sightings, RoundTrip trip) {
        scatter(
                        sightings,
                        sighting -> sighting.key().bytes(),
                        (store, some, own) -> {
                            store.deleteManyIf(some, own);
                            return true;
                        },
                        (some, redirected) -> {
                            some.forEach(sighting -> deleteIf(sighting.key(), sighting.seen()));
                            return true;
                        },
                        trip)
                .requireAll(true);
    }

    @Override
    public List<Acquired> acquireMany(List<Claim> claims, long leaseMillis, RoundTrip trip) {
        return Scatter.inOrder(scatter(
                claims,
                claim -> claim.key().bytes(),
                (store, some, own) -> store.acquireMany(some, leaseMillis, own),
                // what was granted and not heard of is ours by its token
                (some, redirected) -> each(
                        some,
                        claim -> acquire(claim.key(), claim.token(), claim.previous(), claim.seen(), leaseMillis)),
                trip));
    }

    @Override
    public List<Boolean> commitMany(List<Commit> commits, RoundTrip trip) {
        return Scatter.inOrder(scatter(
                commits,
                commit -> commit.key().bytes(),
                Store::commitMany,
                (some, redirected) -> each(some, this::commit),
                trip));
    }

    @Override
    public void releaseMany(List<Claim> claims, RoundTrip trip) {
        scatter(
                        claims,
                        claim -> claim.key().bytes(),
                        (store, some, own) -> {
                            store.releaseMany(some, own);
                            return true;
                        },
                        (some, redirected) -> {
                            some.forEach(claim ->
                                    release(claim.key().bytes(), claim.key().lease(), claim.token()));
                            return true;
                        },
                        trip)
                .requireAll(true);
    }

    /**
     * How to do what was redirected, or a part of it.
     *
     * @param <T> the type of the items
     * @param <R> what comes of it
     */
    private interface KeyByKey<T, R> {
        R of(List<T> items, RedirectedException redirected);
    }

    private static <T, E extends @Nullable Object> List<E> each(List<T> items, Function<T, E> question) {
        List<E> answers = new ArrayList<>(items.size());
        items.forEach(item -> answers.add(question.apply(item)));
        return answers;
    }

    /** Asks each node for its own; what one of them redirects goes key by key. */
    private <T, R> Scatter<T, R> scatter(
            List<T> items,
            Function<T, byte[]> keyOf,
            Scatter.Request<T, R> together,
            KeyByKey<T, R> keyByKey,
            RoundTrip trip) {
        Scatter.Request<T, R> request = (store, some, own) -> {
            try {
                return together.of(store, some, own);
            } catch (CacheUnavailableException failed) {
                nodes.lookAgain();
                RedirectedException redirected = RedirectedException.in(failed);
                if (redirected == null) {
                    throw failed;
                }
                return keyByKey.of(some, redirected);
            }
        };
        List<ClusterNode> owners = items.stream()
                .map(item -> nodes.of(HashSlot.of(keyOf.apply(item))))
                .toList();
        // the same order for all callers, whatever that of their keys: else two could wait for each other's connections
        List<ClusterNode> asked = owners.stream()
                .distinct()
                .sorted((one, other) ->
                        one.address().address().compareTo(other.address().address()))
                .toList();
        int[] homes = owners.stream().mapToInt(asked::indexOf).toArray();
        List<Store> stores =
                asked.stream().map(node -> part.apply(node.store())).toList();
        return new Scatter<>(stores, items, homes, request).run(trip);
    }

    // --- the whole

    /** A key whose slot moves meanwhile may come twice or be missed. */
    @Override
    public Stream<byte[]> scan(byte[] pattern) {
        return nodes.primaries().stream().flatMap(node -> node.store().scan(pattern));
    }

    /**
     * Goes over all nodes until nothing has moved meanwhile; twice while slots are on their way. For what moves between two
     * looks at two nodes may be missed by both, but not once more: the keys of a slot all go the same way.
     */
    @Override
    public long unlinkMatching(byte[] pattern, Predicate<byte[]> filter) {
        long removed = 0;
        int quiet = 0;
        Map<ClusterNode, NodeState> before = states();
        for (int pass = 0; pass < PASSES; pass++) {
            removed += unlinkOnce(before.keySet(), pattern, filter);
            Map<ClusterNode, NodeState> now = states();
            quiet = now.equals(before) ? quiet + 1 : 0;
            boolean isMoving = now.values().stream().anyMatch(NodeState::isMoving);
            if (quiet > (isMoving ? 1 : 0)) {
                return removed;
            }
            if (quiet == 0) {
                pause();
            }
            before = now;
        }
        throw new CacheUnavailableException("slots of the cluster moved during each of " + PASSES
                + " scans, so keys of theirs may be left; try again when they move less often");
    }

    private Map<ClusterNode, NodeState> states() {
        try {
            return nodes.states();
        } catch (CacheUnavailableException away) {
            nodes.lookAgain();
            throw away;
        }
    }

    private long unlinkOnce(Set<ClusterNode> all, byte[] pattern, Predicate<byte[]> filter) {
        long removed = 0;
        List<EntryKey> batch = new ArrayList<>();
        Stream<byte[]> found =
                all.stream().flatMap(node -> node.store().scan(pattern)).filter(filter);
        for (byte[] key : (Iterable<byte[]>) found::iterator) {
            batch.add(EntryKey.withoutLease(key));
            if (batch.size() == BATCH) {
                removed += deleteMany(batch);
                batch = new ArrayList<>();
            }
        }
        return removed + deleteMany(batch);
    }

    @Override
    public long size() {
        return nodes.primaries().stream().mapToLong(node -> node.store().size()).sum();
    }

    @Override
    public Stream<ServerStatistics> servers() {
        return nodes.known().flatMap(node -> node.store().servers());
    }

    @Override
    public void ping() {
        nodes.lookAgain();
        nodes.primaries().forEach(node -> node.store().ping());
    }

    @Override
    public Store latest() {
        return new ClusterStore(nodes, Store::latest, patienceNanos);
    }

    @Override
    public void close() {
        nodes.close();
    }
}
