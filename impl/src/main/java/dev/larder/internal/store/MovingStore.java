package dev.larder.internal.store;

import dev.larder.ServerStatistics;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Entries on their way from the servers before to the servers after, while some processes are on the first step and others on
 * the second. Whoever changes an entry does so before first and after then, so that nobody who copies from the one to the
 * other brings back what was changed. Numbers and locks stay before, where all processes count and exclude each other. A key
 * whose server is the same one costs nothing more.
 */
@SuppressWarnings("NullAway") // nullable type arguments are understood only by JSpecify mode, which needs a newer javac
abstract sealed class MovingStore implements Store permits MovingToStore, MovingFromStore {
    private static final int LONGEST_NUMBER = 20;

    final Store before;
    final Store after;
    private final Function<byte[], Seen> sight;
    private final boolean first;
    private final Store home;
    private final Store other;

    /**
     * Two stores as one.
     *
     * @param first whether this process is on the first step, and looks before
     * @param sight how to tell a later change of a value
     */
    MovingStore(Store before, Store after, boolean first, Function<byte[], Seen> sight) {
        this.before = before;
        this.after = after;
        this.first = first;
        this.home = first ? before : after;
        this.other = first ? after : before;
        this.sight = sight;
    }

    final Function<byte[], Seen> sight() {
        return sight;
    }

    final boolean isMoved(byte[] key) {
        return !before.serverOf(key).equals(after.serverOf(key));
    }

    /** Whether it may be a counter; a text that looks like a number is taken for one, which only keeps it where it is. */
    static boolean isNumber(byte[] value) {
        int digits = value.length > 0 && value[0] == '-' ? 1 : 0;
        if (value.length == digits || value.length > LONGEST_NUMBER) {
            return false;
        }
        for (int i = digits; i < value.length; i++) {
            if (value[i] < '0' || value[i] > '9') {
                return false;
            }
        }
        return true;
    }

    // --- which keys

    static List<Integer> all(List<?> items) {
        return IntStream.range(0, items.size()).boxed().toList();
    }

    static List<Integer> where(List<Integer> positions, Predicate<Integer> wanted) {
        return positions.stream().filter(wanted).toList();
    }

    static List<Integer> without(List<Integer> positions, List<Integer> unwanted) {
        Set<Integer> left = new LinkedHashSet<>(positions);
        left.removeAll(new HashSet<>(unwanted));
        return List.copyOf(left);
    }

    final <T> List<Integer> moved(List<T> items, Function<T, EntryKey> key) {
        return where(all(items), i -> isMoved(key.apply(items.get(i)).home()));
    }

    static <T extends @Nullable Object> List<T> at(List<Integer> positions, List<T> items) {
        List<T> some = new ArrayList<>(positions.size());
        positions.forEach(i -> some.add(items.get(i)));
        return some;
    }

    static <E extends @Nullable Object> void put(List<E> all, List<Integer> positions, List<E> some) {
        for (int i = 0; i < positions.size(); i++) {
            all.set(positions.get(i), some.get(i));
        }
    }

    static <E extends @Nullable Object> List<E> nothing(int size) {
        return new ArrayList<>(Collections.nCopies(size, null));
    }

    /** What is answered although some or all are away, who are told of as outages elsewhere. */
    static <E extends @Nullable Object> List<E> quietly(List<EntryKey> keys, UnaryQuestion<E> question) {
        return new Trips().asking(all(keys), () -> question.of(keys));
    }

    static void quietly(Runnable step) {
        new Trips().making(List.of(0), step);
    }

    /** What is asked of several keys. */
    interface UnaryQuestion<E extends @Nullable Object> {
        List<E> of(List<EntryKey> keys);
    }

    // --- reading: at home, then at the other

    /** Finds what is not at home, and is not told of outages. */
    abstract List<@Nullable Entry> elsewhere(List<EntryKey> keys);

    @Override
    public final byte @Nullable [] get(EntryKey key) {
        byte[] value = home.get(key);
        if (value != null || !isMoved(key.home())) {
            return value;
        }
        Entry entry = elsewhere(List.of(key)).get(0);
        return entry == null ? null : entry.value();
    }

    @Override
    public final @Nullable Entry read(EntryKey key) {
        Entry entry = home.read(key);
        return entry != null || !isMoved(key.home())
                ? entry
                : elsewhere(List.of(key)).get(0);
    }

    @Override
    public final List<byte @Nullable []> getMany(List<EntryKey> keys, RoundTrip trip) {
        return this.<byte @Nullable []>many(
                keys, some -> home.getMany(some, trip), entry -> entry == null ? null : entry.value());
    }

    @Override
    public final List<@Nullable Entry> readMany(List<EntryKey> keys, RoundTrip trip) {
        return this.<@Nullable Entry>many(keys, some -> home.readMany(some, trip), entry -> entry);
    }

    private <E extends @Nullable Object> List<E> many(
            List<EntryKey> keys, UnaryQuestion<E> atHome, Function<@Nullable Entry, E> toAnswer) {
        Trips trips = new Trips();
        List<E> answers = new ArrayList<>(trips.asking(all(keys), () -> atHome.of(keys)));
        List<Integer> rest = where(
                all(keys),
                i -> answers.get(i) == null
                        && !trips.isMissing(i)
                        && isMoved(keys.get(i).home()));
        if (!rest.isEmpty()) {
            put(answers, rest, elsewhere(at(rest, keys)).stream().map(toAnswer).toList());
        }
        trips.requireAll(answers, keys.size());
        return answers;
    }

    @Override
    public final boolean exists(byte[] key) {
        return home.exists(key) || (isMoved(key) && other.exists(key));
    }

    @Override
    public final long ttl(byte[] key) {
        long ttl = home.ttl(key);
        return ttl == ABSENT && isMoved(key) ? other.ttl(key) : ttl;
    }

    @Override
    public final Stream<byte[]> scan(byte[] pattern) {
        return Stream.concat(home.scan(pattern), other.scan(pattern).filter(this::isMoved));
    }

    @Override
    public final long size() {
        return home.size();
    }

    // --- writing: before, then after

    @Override
    public final void set(EntryKey key, byte[] value, long ttlMillis) {
        if (isMoved(key.home())) {
            setMany(List.of(new Write(key, value, ttlMillis)), RoundTrip.alone());
        } else {
            home.set(key, value, ttlMillis);
        }
    }

    /** Adds before, where all processes add, and only if there is nothing after. */
    @Override
    public final boolean add(EntryKey key, byte[] value, long ttlMillis) {
        if (!isMoved(key.home())) {
            return home.add(key, value, ttlMillis);
        }
        boolean added = !after.latest().exists(key.bytes()) && before.add(key, value, ttlMillis);
        if (!added) {
            before.deleteIf(key, Seen.ABSENT);
        }
        after.deleteIf(key, Seen.ABSENT);
        byte[] there = added ? after.latest().getMany(List.of(key)).get(0) : null;
        if (there != null && !Arrays.equals(there, value)) {
            // set there in the meantime; it was not replaced by this one
            before.delete(key);
            return false;
        }
        return added;
    }

    @Override
    public final boolean expire(byte[] key, long ttlMillis, FlagBit cleared) {
        return home.expire(key, ttlMillis, cleared) || (isMoved(key) && other.expire(key, ttlMillis, cleared));
    }

    @Override
    public final boolean delete(EntryKey key) {
        return isMoved(key.home()) ? deleteMany(List.of(key), RoundTrip.alone()) > 0 : home.delete(key);
    }

    @Override
    public final long deleteMany(List<EntryKey> keys, RoundTrip trip) {
        List<Integer> moved = moved(keys, key -> key);
        List<Integer> atBefore = first ? all(keys) : moved;
        List<Integer> atAfter = first ? moved : all(keys);
        Trips trips = new Trips();
        long deleted = trips.counting(atBefore, () -> before.deleteMany(at(atBefore, keys), trip))
                + trips.counting(atAfter, () -> after.deleteMany(at(atAfter, keys), RoundTrip.alone()));
        trips.requireAll(deleted, keys.size());
        return deleted;
    }

    @Override
    public final boolean deleteIf(EntryKey key, Seen seen) {
        if (!isMoved(key.home())) {
            return home.deleteIf(key, seen);
        }
        boolean deleted = before.deleteIf(key, seen);
        return after.deleteIf(key, seen) || deleted;
    }

    @Override
    public final void deleteManyIf(List<Sighting> sightings, RoundTrip trip) {
        List<Integer> moved = moved(sightings, Sighting::key);
        List<Integer> atBefore = first ? all(sightings) : moved;
        List<Integer> atAfter = first ? moved : all(sightings);
        Trips trips = new Trips();
        trips.making(atBefore, () -> before.deleteManyIf(at(atBefore, sightings), trip));
        trips.making(atAfter, () -> after.deleteManyIf(at(atAfter, sightings), RoundTrip.alone()));
        trips.requireAll(true, sightings.size());
    }

    @Override
    public final boolean replaceIf(byte[] key, Seen seen, byte[] value) {
        return home.replaceIf(key, seen, value) || (isMoved(key) && other.replaceIf(key, seen, value));
    }

    @Override
    public final long unlinkMatching(byte[] pattern, Predicate<byte[]> filter) {
        return onBoth(store -> store.unlinkMatching(pattern, filter));
    }

    /** First before, leases and entries, then after: a copy made in between has its lease ended there. */
    @Override
    public final long removeMatching(Matching leases, Matching entries) {
        return onBoth(store -> store.removeMatching(leases, entries));
    }

    private long onBoth(Function<Store, Long> removal) {
        Trips trips = new Trips();
        long sum = trips.counting(List.of(0), () -> removal.apply(before))
                + trips.counting(List.of(0), () -> removal.apply(after));
        trips.requireAll(sum, 1);
        return sum;
    }

    @Override
    public final OptionalLong increment(EntryKey key, long delta, long min, long max) {
        boolean moved = isMoved(key.home());
        OptionalLong result = (moved ? before : home).increment(key, delta, min, max);
        return result.isEmpty() && moved ? after.increment(key, delta, min, max) : result;
    }

    // --- leases: both

    @Override
    public final Acquired acquire(EntryKey key, byte[] token, byte @Nullable [] previous, Seen seen, long leaseMillis) {
        return isMoved(key.home())
                ? acquireMany(List.of(new Claim(key, token, previous, seen)), leaseMillis, RoundTrip.alone())
                        .get(0)
                : home.acquire(key, token, previous, seen, leaseMillis);
    }

    @Override
    public final List<Acquired> acquireMany(List<Claim> claims, long leaseMillis, RoundTrip trip) {
        List<Integer> moved = moved(claims, Claim::key);
        List<Integer> same = without(all(claims), moved);
        Trips trips = new Trips();
        List<Acquired> answers = nothing(claims.size());
        put(answers, same, trips.asking(same, () -> home.acquireMany(at(same, claims), leaseMillis, trip)));
        new MovedLeases(this, claims, leaseMillis, trips, answers).acquire(moved);
        trips.requireAll(answers, claims.size());
        return answers;
    }

    @Override
    public final boolean commit(Commit commit) {
        return isMoved(commit.key().home())
                ? commitMany(List.of(commit), RoundTrip.alone()).get(0)
                : home.commit(commit);
    }

    /** Stores loaded values before, then drops what is after. */
    final void commitBefore(List<Integer> some, List<Commit> commits, List<Boolean> stored, Trips trips) {
        put(stored, some, trips.asking(some, () -> before.commitMany(at(some, commits), RoundTrip.alone())));
        List<Integer> moved = where(some, i -> isMoved(commits.get(i).key().home()));
        List<Integer> accepted = where(moved, i -> Boolean.TRUE.equals(stored.get(i)));
        List<EntryKey> keys =
                at(accepted, commits).stream().map(each -> each.claim().key()).toList();
        trips.making(accepted, () -> after.deleteMany(keys));
        List<Integer> refused = where(moved, i -> Boolean.FALSE.equals(stored.get(i)));
        List<Claim> claims = at(refused, commits).stream().map(Commit::claim).toList();
        quietly(() -> after.releaseMany(claims, RoundTrip.alone()));
    }

    @Override
    public final boolean coolDown(EntryKey key, byte[] token, long millis) {
        if (!isMoved(key.home())) {
            return home.coolDown(key, token, millis);
        }
        boolean cooling = before.coolDown(key, token, millis);
        return after.coolDown(key, token, millis) && cooling;
    }

    @Override
    public final void releaseMany(List<Claim> claims, RoundTrip trip) {
        List<Integer> moved = moved(claims, Claim::key);
        Trips trips = new Trips();
        trips.making(all(claims), () -> home.releaseMany(claims, trip));
        trips.making(moved, () -> other.releaseMany(at(moved, claims), RoundTrip.alone()));
        trips.requireAll(true, claims.size());
    }

    // --- tokens: locks are before, leases after too

    private Store lockHome(byte[] key) {
        return isMoved(key) ? before : home;
    }

    @Override
    public final boolean claim(byte[] key, byte[] tokenKey, byte[] token, long millis) {
        return lockHome(key).claim(key, tokenKey, token, millis);
    }

    @Override
    public final boolean renew(byte[] key, byte[] tokenKey, byte[] token, long millis) {
        boolean renewed = lockHome(key).renew(key, tokenKey, token, millis);
        if (renewed && isMoved(key)) {
            quietly(() -> after.renew(key, tokenKey, token, millis));
        }
        return renewed;
    }

    @Override
    public final boolean release(byte[] key, byte[] tokenKey, byte[] token) {
        boolean released = lockHome(key).release(key, tokenKey, token);
        if (isMoved(key)) {
            quietly(() -> after.release(key, tokenKey, token));
        }
        return released;
    }

    @Override
    public final byte @Nullable [] owner(byte[] key, byte[] tokenKey) {
        return lockHome(key).owner(key, tokenKey);
    }

    // --- the whole

    @Override
    public final String serverOf(byte[] key) {
        return home.serverOf(key);
    }

    @Override
    public final @Nullable String shardOf(byte[] key) {
        return home.shardOf(key);
    }

    @Override
    public final Stream<ServerStatistics> servers() {
        return Stream.concat(before.servers(), after.servers());
    }

    @Override
    public final void ping() {
        before.ping();
        after.ping();
    }

    @Override
    public final void close() {
        before.close();
        after.close();
    }
}
