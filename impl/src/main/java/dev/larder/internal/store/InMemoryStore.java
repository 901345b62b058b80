package dev.larder.internal.store;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The trusted fake: bytes in the memory of this process, one operation at a time, expiring by the clock it is given. */
public final class InMemoryStore implements Store {
    private static final int WRITES_BETWEEN_SWEEPS = 1024;

    private record Item(byte[] value, long endMillis) {}

    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final TreeMap<byte[], Item> items = new TreeMap<>(Arrays::compareUnsigned);
    private int writesSinceSweep;
    private boolean closed;

    /** An empty store. */
    public InMemoryStore(InstantSource clock) {
        this.clock = clock;
    }

    private <R extends @Nullable Object> R atomically(Supplier<R> operation) {
        lock.lock();
        try {
            if (closed) {
                throw new IllegalStateException("the cache is closed; build another one");
            }
            return operation.get();
        } finally {
            lock.unlock();
        }
    }

    // --- items; called under the lock

    private @Nullable Item item(byte[] key) {
        Item item = items.get(key);
        if (item != null && item.endMillis <= clock.millis()) {
            items.remove(key);
            return null;
        }
        return item;
    }

    private byte @Nullable [] value(byte[] key) {
        Item item = item(key);
        return item == null ? null : item.value;
    }

    private void put(byte[] key, byte[] value, long ttlMillis) {
        if (++writesSinceSweep >= WRITES_BETWEEN_SWEEPS) {
            long now = clock.millis();
            items.values().removeIf(item -> item.endMillis <= now);
            writesSinceSweep = 0;
        }
        items.put(key, new Item(value, end(ttlMillis)));
    }

    private void replace(byte[] key, Item item, byte[] value) {
        items.put(key, new Item(value, item.endMillis));
    }

    private long end(long ttlMillis) {
        return ttlMillis == FOREVER ? Long.MAX_VALUE : clock.millis() + ttlMillis;
    }

    private long left(Item item) {
        return item.endMillis == Long.MAX_VALUE ? FOREVER : item.endMillis - clock.millis();
    }

    private boolean remove(byte[] key) {
        return item(key) != null && items.remove(key) != null;
    }

    private @Nullable Entry entry(byte[] key) {
        Item item = item(key);
        return item == null ? null : new Entry(item.value, left(item));
    }

    // --- reading

    @Override
    public byte @Nullable [] get(EntryKey key) {
        return this.<byte @Nullable []>atomically(() -> value(key.bytes()));
    }

    @Override
    public @Nullable Entry read(EntryKey key) {
        return this.<@Nullable Entry>atomically(() -> entry(key.bytes()));
    }

    @Override
    public List<byte @Nullable []> getMany(List<EntryKey> keys, RoundTrip trip) {
        return atomically(() -> {
            List<byte @Nullable []> values = new ArrayList<>(keys.size());
            keys.forEach(key -> values.add(value(key.bytes())));
            return values;
        });
    }

    @Override
    public List<@Nullable Entry> readMany(List<EntryKey> keys, RoundTrip trip) {
        return atomically(() -> {
            List<@Nullable Entry> entries = new ArrayList<>(keys.size());
            keys.forEach(key -> entries.add(entry(key.bytes())));
            return entries;
        });
    }

    @Override
    public boolean exists(byte[] key) {
        return atomically(() -> item(key) != null);
    }

    @Override
    public long ttl(byte[] key) {
        return atomically(() -> {
            Item item = item(key);
            return item == null ? ABSENT : left(item);
        });
    }

    @Override
    public Stream<byte[]> scan(byte[] pattern) {
        return atomically(() -> matching(pattern)).stream();
    }

    private List<byte[]> matching(byte[] pattern) {
        Glob glob = new Glob(pattern);
        long now = clock.millis();
        return items.entrySet().stream()
                .filter(each -> each.getValue().endMillis > now && glob.matches(each.getKey()))
                .map(each -> each.getKey())
                .toList();
    }

    @Override
    public long size() {
        return atomically(() -> (long) items.size());
    }

    // --- writing

    @Override
    public void set(EntryKey key, byte[] value, long ttlMillis) {
        atomically(() -> {
            items.remove(key.lease());
            put(key.bytes(), value, ttlMillis);
            return true;
        });
    }

    @Override
    public void setMany(List<Write> writes, RoundTrip trip) {
        atomically(() -> {
            writes.forEach(each -> set(each.key(), each.value(), each.ttlMillis()));
            return true;
        });
    }

    @Override
    public boolean add(EntryKey key, byte[] value, long ttlMillis) {
        return atomically(() -> {
            items.remove(key.lease());
            return putIfAbsent(key.bytes(), value, ttlMillis);
        });
    }

    private boolean putIfAbsent(byte[] key, byte[] value, long ttlMillis) {
        if (item(key) != null) {
            return false;
        }
        put(key, value, ttlMillis);
        return true;
    }

    @Override
    public boolean expire(byte[] key, long ttlMillis, FlagBit cleared) {
        return atomically(() -> {
            Item item = item(key);
            if (item == null) {
                return false;
            }
            put(key, without(cleared, item.value), ttlMillis);
            return true;
        });
    }

    private static byte[] without(FlagBit bit, byte[] value) {
        if (value.length <= bit.offset()
                || value[0] != (byte) bit.firstByte()
                || (value[bit.offset()] & bit.mask()) == 0) {
            return value;
        }
        byte[] cleared = value.clone();
        cleared[bit.offset()] &= (byte) ~bit.mask();
        return cleared;
    }

    @Override
    public boolean delete(EntryKey key) {
        return atomically(() -> {
            items.remove(key.lease());
            return remove(key.bytes());
        });
    }

    @Override
    public long deleteMany(List<EntryKey> keys, RoundTrip trip) {
        return atomically(() -> keys.stream().filter(this::delete).count());
    }

    @Override
    public boolean deleteIf(EntryKey key, Seen seen) {
        return atomically(() -> {
            items.remove(key.lease());
            return seen.matches(value(key.bytes())) && seen.isProof() && remove(key.bytes());
        });
    }

    @Override
    public void deleteManyIf(List<Sighting> sightings, RoundTrip trip) {
        atomically(() -> {
            sightings.forEach(each -> deleteIf(each.key(), each.seen()));
            return true;
        });
    }

    @Override
    public boolean replaceIf(byte[] key, Seen seen, byte[] value) {
        return atomically(() -> {
            Item item = item(key);
            if (item == null || !seen.isProof() || !seen.matches(item.value)) {
                return false;
            }
            replace(key, item, value);
            return true;
        });
    }

    @Override
    public long unlinkMatching(byte[] pattern, Predicate<byte[]> filter) {
        return atomically(() ->
                matching(pattern).stream().filter(filter).filter(this::remove).count());
    }

    @Override
    public OptionalLong increment(EntryKey key, long delta, long min, long max) {
        return atomically(() -> {
            Item item = item(key.bytes());
            if (item == null) {
                items.remove(key.lease());
                return OptionalLong.empty();
            }
            long sum = sum(number(item.value), delta);
            if (sum < min || sum > max) {
                throw new UnfitEntryException(UnfitEntryException.Reason.OVERFLOW);
            }
            items.remove(key.lease());
            replace(key.bytes(), item, Long.toString(sum).getBytes(US_ASCII));
            return OptionalLong.of(sum);
        });
    }

    private static long number(byte[] value) {
        try {
            long number = Long.parseLong(new String(value, US_ASCII));
            if (Arrays.equals(Long.toString(number).getBytes(US_ASCII), value)) {
                return number;
            }
        } catch (NumberFormatException noNumber) {
            throw new UnfitEntryException(UnfitEntryException.Reason.NOT_A_NUMBER);
        }
        throw new UnfitEntryException(UnfitEntryException.Reason.NOT_A_NUMBER);
    }

    private static long sum(long a, long b) {
        try {
            return Math.addExact(a, b);
        } catch (ArithmeticException tooLarge) {
            throw new UnfitEntryException(UnfitEntryException.Reason.OVERFLOW);
        }
    }

    // --- leases and locks

    @Override
    public Acquired acquire(EntryKey key, byte[] token, byte @Nullable [] previous, Seen seen, long leaseMillis) {
        return atomically(() -> {
            if (!seen.matches(value(key.bytes()))) {
                return new Acquired.Changed(entry(key.bytes()));
            }
            Item lease = item(key.lease());
            if (lease != null && Acquired.CoolingDown.isMark(lease.value)) {
                if (previous == null || !Arrays.equals(lease.value, Acquired.CoolingDown.mark(previous))) {
                    return new Acquired.CoolingDown(left(lease));
                }
            } else if (lease != null && !Arrays.equals(lease.value, previous) && !Arrays.equals(lease.value, token)) {
                return new Acquired.Busy(left(lease));
            }
            put(key.lease(), token, leaseMillis);
            return Acquired.Granted.INSTANCE;
        });
    }

    @Override
    public boolean commit(Commit commit) {
        EntryKey key = commit.key();
        Seen seen = commit.claim().seen();
        return atomically(() -> {
            byte[] now = value(key.bytes());
            if (!Arrays.equals(value(key.lease()), commit.claim().token())) {
                return now != null
                        && commit.written().isProof()
                        && commit.written().matches(now);
            }
            items.remove(key.lease());
            if (now != null && !(seen.isProof() && seen.matches(now))) {
                return false;
            }
            put(key.bytes(), commit.value(), commit.ttlMillis());
            return true;
        });
    }

    @Override
    public boolean coolDown(EntryKey key, byte[] token, long millis) {
        return atomically(() -> {
            boolean ours = Arrays.equals(value(key.lease()), token);
            if (ours) {
                put(key.lease(), Acquired.CoolingDown.mark(token), millis);
            }
            return ours;
        });
    }

    @Override
    public List<Acquired> acquireMany(List<Claim> claims, long leaseMillis, RoundTrip trip) {
        return atomically(() -> claims.stream()
                .map(each -> acquire(each.key(), each.token(), each.previous(), each.seen(), leaseMillis))
                .toList());
    }

    @Override
    public List<Boolean> commitMany(List<Commit> commits, RoundTrip trip) {
        return atomically(() -> commits.stream().map(this::commit).toList());
    }

    @Override
    public void releaseMany(List<Claim> claims, RoundTrip trip) {
        atomically(() -> {
            claims.forEach(each -> release(each.key().bytes(), each.key().lease(), each.token()));
            return true;
        });
    }

    @Override
    public boolean claim(byte[] home, byte[] tokenKey, byte[] token, long millis) {
        return atomically(() -> putIfAbsent(tokenKey, token, millis));
    }

    @Override
    public boolean renew(byte[] home, byte[] tokenKey, byte[] token, long millis) {
        return atomically(() -> {
            boolean ours = Arrays.equals(value(tokenKey), token);
            if (ours) {
                put(tokenKey, token, millis);
            }
            return ours;
        });
    }

    @Override
    public boolean release(byte[] home, byte[] tokenKey, byte[] token) {
        return atomically(() -> Arrays.equals(value(tokenKey), token) && remove(tokenKey));
    }

    @Override
    public byte @Nullable [] owner(byte[] home, byte[] tokenKey) {
        return this.<byte @Nullable []>atomically(() -> value(tokenKey));
    }

    // --- the whole

    @Override
    public String serverOf(byte[] key) {
        return "memory";
    }

    @Override
    public void ping() {
        atomically(() -> true);
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            items.clear();
        } finally {
            lock.unlock();
        }
    }
}
