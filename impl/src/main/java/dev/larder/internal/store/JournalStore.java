package dev.larder.internal.store;

import dev.larder.CacheUnavailableException;
import dev.larder.ServerStatistics;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Makes up for changes that did not reach Redis, or may not have: a key that could not be set or deleted is removed, its
 * lease first, as soon as its server answers. Until then nothing is read of it, so that nobody here finds what he has
 * deleted or overwritten. Other processes may; and so may everybody if this process ends before.
 *
 * <p>The removal goes over a connection that is opened for it: a server that was frozen still carries out what it had
 * received before, and only then what comes on a new connection.
 */
@SuppressWarnings("NullAway") // nullable type arguments are understood only by JSpecify mode, which needs a newer javac
public final class JournalStore extends KeyedStore {
    private final Store store;
    private final Journal journal;
    private final Replay replay;

    /** A store whose lost changes are made up for. */
    public JournalStore(Store store, Alarm alarm) {
        this.store = store;
        this.journal = new Journal();
        this.replay = new Replay(store, journal, alarm);
    }

    private JournalStore(Store store, JournalStore whole) {
        this.store = store;
        this.journal = whole.journal;
        this.replay = whole.replay;
    }

    // --- what is known to be old is not used

    private void requireKnown(byte[] key) {
        if (!journal.isEmpty() && journal.contains(key)) {
            throw unknown();
        }
    }

    private static CacheUnavailableException unknown() {
        return new CacheUnavailableException(
                "the last change of this key may not have reached Redis; it is made up for as soon as its server answers");
    }

    @Override
    protected <R extends @Nullable Object> R read(byte[] key, Call<R> call) {
        requireKnown(key);
        return call.on(store);
    }

    @Override
    protected <R extends @Nullable Object> R write(byte[] key, Call<R> call) {
        requireKnown(key);
        return call.on(store);
    }

    /** Asks for those that are known; the others count as not answered for. */
    private <T, E extends @Nullable Object> List<E> known(
            List<T> items, Function<T, EntryKey> key, Function<List<T>, List<E>> question) {
        if (journal.isEmpty()) {
            return question.apply(items);
        }
        List<Integer> all = IntStream.range(0, items.size()).boxed().toList();
        Predicate<Integer> isUnknown =
                i -> journal.contains(key.apply(items.get(i)).bytes());
        List<Integer> some = all.stream().filter(isUnknown.negate()).toList();
        Trips trips = new Trips();
        List<E> answers = MovingStore.nothing(items.size());
        MovingStore.put(answers, some, trips.asking(some, () -> question.apply(MovingStore.at(some, items))));
        trips.making(all.stream().filter(isUnknown).toList(), () -> {
            throw unknown();
        });
        trips.requireAll(answers, items.size());
        return answers;
    }

    @Override
    public List<byte @Nullable []> getMany(List<EntryKey> keys, RoundTrip trip) {
        return this.<EntryKey, byte @Nullable []>known(keys, Function.identity(), some -> store.getMany(some, trip));
    }

    @Override
    public List<@Nullable Entry> readMany(List<EntryKey> keys, RoundTrip trip) {
        return this.<EntryKey, @Nullable Entry>known(keys, Function.identity(), some -> store.readMany(some, trip));
    }

    @Override
    public List<Acquired> acquireMany(List<Claim> claims, long leaseMillis, RoundTrip trip) {
        return known(claims, Claim::key, some -> store.acquireMany(some, leaseMillis, trip));
    }

    @Override
    public List<Boolean> commitMany(List<Commit> commits, RoundTrip trip) {
        return known(commits, Commit::key, some -> store.commitMany(some, trip));
    }

    // --- what may be lost is remembered

    @Override
    public void set(EntryKey key, byte[] value, long ttlMillis) {
        change(List.of(key), () -> {
            store.set(key, value, ttlMillis);
            return true;
        });
    }

    @Override
    public void setMany(List<Write> writes, RoundTrip trip) {
        change(writes.stream().map(Write::key).toList(), () -> {
            store.setMany(writes, trip);
            return true;
        });
    }

    @Override
    public boolean delete(EntryKey key) {
        return change(List.of(key), () -> store.delete(key));
    }

    @Override
    public long deleteMany(List<EntryKey> keys, RoundTrip trip) {
        return change(keys, () -> store.deleteMany(keys, trip));
    }

    private <R> R change(List<EntryKey> keys, Supplier<R> change) {
        try {
            R answer = change.get();
            journal.forget(keys);
            return answer;
        } catch (CacheUnavailableException away) {
            List<EntryKey> arrived = PartlyAnswered.answered(away, keys);
            journal.forget(arrived);
            List<EntryKey> lost = new ArrayList<>(keys);
            lost.removeAll(arrived);
            replay.remember(lost);
            throw away;
        }
    }

    @Override
    public void deleteManyIf(List<Sighting> sightings, RoundTrip trip) {
        store.deleteManyIf(sightings, trip);
    }

    @Override
    public long removeMatching(Matching leases, Matching entries) {
        return store.removeMatching(leases, entries);
    }

    @Override
    public long unlinkMatching(byte[] pattern, Predicate<byte[]> filter) {
        return store.unlinkMatching(pattern, filter);
    }

    // --- tokens are no entries

    @Override
    public void releaseMany(List<Claim> claims, RoundTrip trip) {
        store.releaseMany(claims, trip);
    }

    @Override
    public boolean claim(byte[] home, byte[] tokenKey, byte[] token, long millis) {
        return store.claim(home, tokenKey, token, millis);
    }

    @Override
    public boolean renew(byte[] home, byte[] tokenKey, byte[] token, long millis) {
        return store.renew(home, tokenKey, token, millis);
    }

    @Override
    public boolean release(byte[] home, byte[] tokenKey, byte[] token) {
        return store.release(home, tokenKey, token);
    }

    @Override
    public byte @Nullable [] owner(byte[] home, byte[] tokenKey) {
        return store.owner(home, tokenKey);
    }

    // --- the whole

    @Override
    public Stream<byte[]> scan(byte[] pattern) {
        return store.scan(pattern);
    }

    @Override
    public long size() {
        return store.size();
    }

    @Override
    public Store latest() {
        return new JournalStore(store.latest(), this);
    }

    @Override
    public boolean isSlotted() {
        return store.isSlotted();
    }

    @Override
    public Stream<ServerStatistics> servers() {
        return store.servers();
    }

    @Override
    public long owed() {
        return journal.size();
    }

    @Override
    public String serverOf(byte[] key) {
        return store.serverOf(key);
    }

    @Override
    public void ping() {
        store.ping();
    }

    @Override
    public void close() {
        replay.close();
        store.close();
    }
}
