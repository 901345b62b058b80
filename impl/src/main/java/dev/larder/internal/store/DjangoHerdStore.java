package dev.larder.internal.store;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.larder.CacheUnavailableException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shares loads with django-redis-cache: a bare value is fresh while the marker {@code __fresh__} beside it lives, and who
 * loads holds {@code __lock__} as well as the lease. Among processes with leases nothing changes; the others end no lease,
 * and are kept off only by the lock.
 *
 * <p>The marker goes before its value goes, and comes after its value has come, so that it never stands alone.
 */
@SuppressWarnings("NullAway") // nullable type arguments are understood only by JSpecify mode, which needs a newer javac
public final class DjangoHerdStore extends ForwardingStore {
    private static final Logger LOG = LoggerFactory.getLogger("dev.larder.Cache");
    private static final byte[] MARKER = "__fresh__".getBytes(US_ASCII);
    private static final byte[] LOCK = "__lock__".getBytes(US_ASCII);
    private static final byte[] FRESH = {'1'};

    /** What a lock that would never end is given by who meets it: its owner may have died. */
    private static final long LONGEST_LOCK_MILLIS = 30_000;

    private final Store store;
    private final Predicate<byte[]> speaksForItself;
    private final AtomicBoolean forbidden;

    /**
     * A store whose loads keep off those of django-redis-cache, and are kept off by them.
     *
     * @param speaksForItself whether a value tells its freshness, and needs no marker
     */
    public DjangoHerdStore(Store store, Predicate<byte[]> speaksForItself) {
        this(store, speaksForItself, new AtomicBoolean());
    }

    private DjangoHerdStore(Store store, Predicate<byte[]> speaksForItself, AtomicBoolean forbidden) {
        this.store = store;
        this.speaksForItself = speaksForItself;
        this.forbidden = forbidden;
    }

    @Override
    protected <R extends @Nullable Object> R read(Call<R> call) {
        return call.on(store);
    }

    @Override
    protected <R extends @Nullable Object> R write(Call<R> call) {
        return call.on(store);
    }

    // --- the right to these keys, which do not begin with the prefix of the entries

    /** Does something with markers or locks; or else without, if the user has no right to them. */
    private <R extends @Nullable Object> R ifAllowed(Supplier<R> with, Supplier<R> without) {
        if (forbidden.get()) {
            return without.get();
        }
        try {
            return with.get();
        } catch (CacheUnavailableException away) {
            if (!RefusedException.isForRights(away)) {
                throw away;
            }
            R answer = without.get();
            if (forbidden.compareAndSet(false, true)) {
                LOG.warn(
                        "loads are not shared with django-redis-cache, for the user has no right to the keys __fresh__* and"
                                + " __lock__*; grant it, or use ValueFormat.ENVELOPE: {}",
                        away.getMessage());
            }
            return answer;
        }
    }

    private void ifAllowed(Runnable with) {
        ifAllowed(
                () -> {
                    with.run();
                    return true;
                },
                () -> false);
    }

    // --- the marker

    private static byte[] before(byte[] mark, byte[] key) {
        byte[] joined = Arrays.copyOf(mark, mark.length + key.length);
        System.arraycopy(key, 0, joined, mark.length, key.length);
        return joined;
    }

    private static EntryKey marker(EntryKey key) {
        return key.beside(before(MARKER, key.bytes()));
    }

    private static List<EntryKey> markers(List<EntryKey> keys) {
        return keys.stream().map(DjangoHerdStore::marker).toList();
    }

    private static Write marking(EntryKey key, long freshMillis) {
        return new Write(marker(key), FRESH, freshMillis);
    }

    private static List<Integer> positions(List<?> items) {
        return IntStream.range(0, items.size()).boxed().toList();
    }

    /** The positions of entries that are followed by their markers. */
    private static List<Integer> twice(List<?> items) {
        List<Integer> positions = new ArrayList<>(positions(items));
        positions.addAll(positions(items));
        return positions;
    }

    private void mark(EntryKey key, long freshMillis) {
        ifAllowed(() -> store.set(marker(key), FRESH, freshMillis));
    }

    private @Nullable Entry judged(@Nullable Entry entry, @Nullable Entry marker) {
        if (entry == null || speaksForItself.test(entry.value())) {
            return entry;
        }
        long fresh = marker == null || !Arrays.equals(marker.value(), FRESH) ? 0 : marker.ttlMillis();
        boolean shorter = fresh != FOREVER && (entry.ttlMillis() == FOREVER || fresh < entry.ttlMillis());
        return shorter ? new Entry(entry.value(), entry.ttlMillis(), fresh) : entry;
    }

    @Override
    public @Nullable Entry read(EntryKey key) {
        return readMany(List.of(key), RoundTrip.alone()).get(0);
    }

    @Override
    public List<@Nullable Entry> readMany(List<EntryKey> keys, RoundTrip trip) {
        return this.<List<@Nullable Entry>>ifAllowed(
                () -> readBoth(keys, trip), () -> store.readMany(keys, RoundTrip.alone()));
    }

    private List<@Nullable Entry> readBoth(List<EntryKey> keys, RoundTrip trip) {
        List<EntryKey> both = new ArrayList<>(keys);
        both.addAll(markers(keys));
        Trips trips = new Trips();
        List<@Nullable Entry> found = trips.<@Nullable Entry>asking(twice(keys), () -> store.readMany(both, trip));
        List<@Nullable Entry> judged = new ArrayList<>(keys.size());
        for (int i = 0; i < keys.size(); i++) {
            judged.add(judged(found.get(i), found.get(keys.size() + i)));
        }
        trips.requireAll(judged, keys.size());
        return judged;
    }

    @Override
    public void set(EntryKey key, byte[] value, long ttlMillis) {
        ifAllowed(
                () -> {
                    store.setMany(List.of(new Write(key, value, ttlMillis), marking(key, ttlMillis)));
                    return true;
                },
                () -> {
                    store.set(key, value, ttlMillis);
                    return true;
                });
    }

    @Override
    public void setMany(List<Write> writes, RoundTrip trip) {
        ifAllowed(
                () -> {
                    setBoth(writes, trip);
                    return true;
                },
                () -> {
                    store.setMany(writes);
                    return true;
                });
    }

    private void setBoth(List<Write> writes, RoundTrip trip) {
        List<Write> both = new ArrayList<>(writes);
        writes.forEach(each -> both.add(marking(each.key(), each.ttlMillis())));
        Trips trips = new Trips();
        trips.making(twice(writes), () -> store.setMany(both, trip));
        trips.requireAll(true, writes.size());
    }

    @Override
    public boolean add(EntryKey key, byte[] value, long ttlMillis) {
        boolean added = store.add(key, value, ttlMillis);
        if (added) {
            mark(key, ttlMillis);
        }
        return added;
    }

    @Override
    public boolean expire(byte[] key, long ttlMillis, FlagBit cleared) {
        boolean there = store.expire(key, ttlMillis, cleared);
        if (there) {
            mark(EntryKey.withoutLease(key), ttlMillis);
        }
        return there;
    }

    @Override
    public boolean delete(EntryKey key) {
        ifAllowed(() -> store.delete(marker(key)));
        return store.delete(key);
    }

    @Override
    public long deleteMany(List<EntryKey> keys, RoundTrip trip) {
        try {
            ifAllowed(() -> store.deleteMany(markers(keys)));
        } catch (CacheUnavailableException toldBelow) {
            // by the same servers
        }
        return store.deleteMany(keys, trip);
    }

    @Override
    public boolean deleteIf(EntryKey key, Seen seen) {
        boolean deleted = store.deleteIf(key, seen);
        if (deleted) {
            ifAllowed(() -> store.delete(marker(key)));
        }
        return deleted;
    }

    @Override
    public long removeMatching(Matching leases, Matching entries) {
        ifAllowed(() -> store.unlinkMatching(
                before(MARKER, entries.pattern()),
                key -> entries.filter().test(Arrays.copyOfRange(key, MARKER.length, key.length))));
        return store.removeMatching(leases, entries);
    }

    // --- the lock: taken before the lease, for to take the lease is to look again

    private static byte[] lock(EntryKey key) {
        return before(LOCK, key.bytes());
    }

    /** Null if the lock is ours; else how it is not. */
    private Acquired.@Nullable Busy lock(EntryKey key, byte[] token, byte @Nullable [] previous, long millis) {
        try {
            return this.<Acquired.@Nullable Busy>ifAllowed(
                    () -> claimed(lock(key), token, previous, millis), () -> null);
        } catch (CacheUnavailableException away) {
            // a lock may live on another server than its entry, and must not take the entry with it
            return null;
        }
    }

    private Acquired.@Nullable Busy claimed(byte[] lock, byte[] token, byte @Nullable [] previous, long millis) {
        if (store.claim(lock, lock, token, millis)
                || (previous != null
                        && store.release(lock, lock, previous)
                        && store.claim(lock, lock, token, millis))) {
            return null;
        }
        long left = store.latest().ttl(lock);
        return new Acquired.Busy(left == FOREVER ? limited(lock, millis) : Math.max(1, left));
    }

    private long limited(byte[] lock, long millis) {
        long limit = Math.max(millis, LONGEST_LOCK_MILLIS);
        byte[] owner = store.owner(lock, lock);
        if (owner != null) {
            store.renew(lock, lock, owner, limit);
        }
        return limit;
    }

    private void unlock(EntryKey key, byte[] token) {
        byte[] lock = lock(key);
        try {
            ifAllowed(() -> store.release(lock, lock, token));
        } catch (CacheUnavailableException away) {
            // then it ends by itself
        }
    }

    @Override
    public Acquired acquire(EntryKey key, byte[] token, byte @Nullable [] previous, Seen seen, long leaseMillis) {
        Acquired.Busy busy = lock(key, token, previous, leaseMillis);
        if (busy != null) {
            return busy;
        }
        Acquired acquired = null;
        try {
            acquired = store.acquire(key, token, previous, seen, leaseMillis);
            return settled(new Claim(key, token, previous, seen), acquired);
        } finally {
            if (!(acquired instanceof Acquired.Granted)) {
                unlock(key, token);
            }
        }
    }

    /**
     * What the store has answered, in the light of the marker: a value that was seen without may have been stored a moment
     * before its marker, by one who has ended the lease since.
     */
    private Acquired settled(Claim claim, Acquired acquired) {
        EntryKey key = claim.key();
        if (acquired instanceof Acquired.Changed changed && changed.now() != null) {
            return new Acquired.Changed(this.<@Nullable Entry>ifAllowed(
                    () -> judged(changed.now(), store.latest().read(marker(key))), changed::now));
        }
        if (acquired instanceof Acquired.Granted && claim.previous() == null && !forbidden.get()) {
            Entry now = latest().read(key);
            if (now != null && !speaksForItself.test(now.value()) && now.freshMillis() != 0) {
                release(key, claim.token());
                return new Acquired.Changed(now);
            }
        }
        return acquired;
    }

    @Override
    public List<Acquired> acquireMany(List<Claim> claims, long leaseMillis, RoundTrip trip) {
        List<Acquired> answers = new ArrayList<>(claims.size());
        List<Integer> unlocked = new ArrayList<>(claims.size());
        for (int i = 0; i < claims.size(); i++) {
            Claim each = claims.get(i);
            answers.add(lock(each.key(), each.token(), each.previous(), leaseMillis));
            if (answers.get(i) == null) {
                unlocked.add(i);
            }
        }
        Trips trips = new Trips();
        List<Claim> ours = unlocked.stream().map(claims::get).toList();
        List<Acquired> acquired = trips.asking(unlocked, () -> store.acquireMany(ours, leaseMillis, trip));
        for (int i = 0; i < ours.size(); i++) {
            Claim each = ours.get(i);
            if (!(acquired.get(i) instanceof Acquired.Granted)) {
                unlock(each.key(), each.token());
            }
            answers.set(unlocked.get(i), settled(each, acquired.get(i)));
        }
        trips.requireAll(answers, claims.size());
        return answers;
    }

    @Override
    public boolean renew(EntryKey key, byte[] token, long leaseMillis) {
        boolean renewed = store.renew(key, token, leaseMillis);
        if (renewed) {
            byte[] lock = lock(key);
            try {
                ifAllowed(() -> store.renew(lock, lock, token, leaseMillis));
            } catch (CacheUnavailableException away) {
                // the lease is what counts
            }
        }
        return renewed;
    }

    @Override
    public boolean commit(Commit commit) {
        boolean stored = store.commit(commit);
        if (stored) {
            mark(commit.key(), commit.freshMillis());
        }
        unlock(commit.key(), commit.claim().token());
        return stored;
    }

    @Override
    public List<Boolean> commitMany(List<Commit> commits, RoundTrip trip) {
        Trips trips = new Trips();
        List<Integer> all = positions(commits);
        List<Boolean> stored = trips.asking(all, () -> store.commitMany(commits, trip));
        List<Integer> accepted =
                all.stream().filter(i -> Boolean.TRUE.equals(stored.get(i))).toList();
        trips.making(
                accepted,
                () -> ifAllowed(() -> store.setMany(accepted.stream()
                        .map(i -> marking(commits.get(i).key(), commits.get(i).freshMillis()))
                        .toList())));
        commits.forEach(each -> unlock(each.key(), each.claim().token()));
        trips.requireAll(stored, commits.size());
        return stored;
    }

    @Override
    public boolean coolDown(EntryKey key, byte[] token, long millis) {
        boolean cooling = store.coolDown(key, token, millis);
        unlock(key, token);
        return cooling;
    }

    @Override
    public boolean release(EntryKey key, byte[] token) {
        boolean released = store.release(key, token);
        unlock(key, token);
        return released;
    }

    @Override
    public void releaseMany(List<Claim> claims, RoundTrip trip) {
        claims.forEach(each -> unlock(each.key(), each.token()));
        store.releaseMany(claims, trip);
    }

    // --- the whole

    @Override
    public Store latest() {
        return new DjangoHerdStore(store.latest(), speaksForItself, forbidden);
    }

    @Override
    public void close() {
        store.close();
    }
}
