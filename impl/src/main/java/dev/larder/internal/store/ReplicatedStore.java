package dev.larder.internal.store;

import dev.larder.CacheUnavailableException;
import dev.larder.ServerStatistics;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A primary that takes the writes, and replicas that answer reads. What this process has written is read from the primary
 * until the replica has it, so nobody here reads older than the own writes; what others have written may be as old as the
 * lag of the replica, at most {@link ReplicaWatch#LONGEST_LAG}. Without a replica that is well, the primary answers.
 */
@SuppressWarnings("NullAway") // nullable type arguments are understood only by JSpecify mode, which needs a newer javac
public final class ReplicatedStore extends KeyedStore {
    private final Store primary;
    private final List<Replica> replicas;
    private final OwnWrites writes = new OwnWrites();
    private final ReplicaWatch watch;

    /**
     * One of the servers.
     *
     * @param store the bytes on it
     * @param source what it says of its part
     */
    public record Member(Store store, Replication.Source source) {}

    /**
     * A store on a primary and its replicas.
     *
     * @param name of the primary, which names the thread that watches the replicas
     */
    public ReplicatedStore(Member primary, List<Member> replicas, Alarm alarm, String name) {
        this.primary = primary.store;
        this.replicas = replicas.stream()
                .map(each -> new Replica(each.store, each.source))
                .toList();
        this.watch = new ReplicaWatch(primary.source, this.replicas, writes, alarm, name);
    }

    @Override
    protected <R extends @Nullable Object> R read(byte[] key, Call<R> call) {
        return read(writes.neededFor(key), call);
    }

    private <R extends @Nullable Object> R read(long epoch, Call<R> call) {
        watch.used();
        Replica replica = any(epoch);
        if (replica != null) {
            try {
                return call.on(replica.store());
            } catch (CacheUnavailableException away) {
                replica.leaveOut();
            }
        }
        return call.on(primary);
    }

    private @Nullable Replica any(long epoch) {
        int count = replicas.size();
        int first = ThreadLocalRandom.current().nextInt(count);
        for (int i = 0; i < count; i++) {
            Replica each = replicas.get((first + i) % count);
            if (each.mayAnswer(epoch)) {
                return each;
            }
        }
        return null;
    }

    @Override
    protected <R extends @Nullable Object> R write(byte[] key, Call<R> call) {
        try {
            return call.on(primary);
        } finally {
            // also after a failure, for it may have been done all the same
            written(key);
        }
    }

    private void written(byte[] key) {
        writes.written(key);
        watch.used();
    }

    // --- several keys: all from one server, that which has all of them

    @Override
    public List<byte @Nullable []> getMany(List<EntryKey> keys, RoundTrip trip) {
        return read(neededFor(keys), store -> store.getMany(keys, trip));
    }

    @Override
    public List<@Nullable Entry> readMany(List<EntryKey> keys, RoundTrip trip) {
        return read(neededFor(keys), store -> store.readMany(keys, trip));
    }

    private long neededFor(List<EntryKey> keys) {
        long epoch = 0;
        for (EntryKey key : keys) {
            epoch = Math.max(epoch, writes.neededFor(key.bytes()));
        }
        return epoch;
    }

    @Override
    public void setMany(List<Write> some, RoundTrip trip) {
        try {
            primary.setMany(some, trip);
        } finally {
            some.forEach(each -> written(each.key().bytes()));
        }
    }

    @Override
    public long deleteMany(List<EntryKey> keys, RoundTrip trip) {
        try {
            return primary.deleteMany(keys, trip);
        } finally {
            keys.forEach(each -> written(each.bytes()));
        }
    }

    @Override
    public void deleteManyIf(List<Sighting> sightings, RoundTrip trip) {
        try {
            primary.deleteManyIf(sightings, trip);
        } finally {
            sightings.forEach(each -> written(each.key().bytes()));
        }
    }

    @Override
    public long unlinkMatching(byte[] pattern, Predicate<byte[]> filter) {
        try {
            return primary.unlinkMatching(pattern, filter);
        } finally {
            writes.allWritten();
            watch.used();
        }
    }

    // --- leases and locks: of the primary alone

    @Override
    public Acquired acquire(EntryKey key, byte[] token, byte @Nullable [] previous, Seen seen, long leaseMillis) {
        return primary.acquire(key, token, previous, seen, leaseMillis);
    }

    @Override
    public List<Acquired> acquireMany(List<Claim> claims, long leaseMillis, RoundTrip trip) {
        return primary.acquireMany(claims, leaseMillis, trip);
    }

    @Override
    public List<Boolean> commitMany(List<Commit> commits, RoundTrip trip) {
        try {
            return primary.commitMany(commits, trip);
        } finally {
            commits.forEach(each -> written(each.claim().key().bytes()));
        }
    }

    @Override
    public void releaseMany(List<Claim> claims, RoundTrip trip) {
        primary.releaseMany(claims, trip);
    }

    @Override
    public boolean coolDown(EntryKey key, byte[] token, long millis) {
        return primary.coolDown(key, token, millis);
    }

    @Override
    public boolean claim(byte[] home, byte[] tokenKey, byte[] token, long millis) {
        return primary.claim(home, tokenKey, token, millis);
    }

    @Override
    public boolean renew(byte[] home, byte[] tokenKey, byte[] token, long millis) {
        return primary.renew(home, tokenKey, token, millis);
    }

    @Override
    public boolean release(byte[] home, byte[] tokenKey, byte[] token) {
        return primary.release(home, tokenKey, token);
    }

    @Override
    public byte @Nullable [] owner(byte[] home, byte[] tokenKey) {
        return primary.owner(home, tokenKey);
    }

    // --- the whole

    @Override
    public Stream<byte[]> scan(byte[] pattern) {
        return primary.scan(pattern);
    }

    @Override
    public long size() {
        return primary.size();
    }

    @Override
    public Store latest() {
        return primary;
    }

    @Override
    public String serverOf(byte[] key) {
        return primary.serverOf(key);
    }

    @Override
    public Stream<ServerStatistics> servers() {
        return Stream.concat(
                primary.servers(),
                replicas.stream().flatMap(each -> each.store().servers()));
    }

    @Override
    public void ping() {
        primary.ping();
    }

    @Override
    public void close() {
        watch.close();
        primary.close();
        replicas.forEach(each -> each.store().close());
    }
}
