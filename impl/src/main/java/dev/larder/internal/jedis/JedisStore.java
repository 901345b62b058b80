package dev.larder.internal.jedis;

import static dev.larder.internal.jedis.Commands.batches;
import static dev.larder.internal.jedis.Commands.bytes;
import static dev.larder.internal.jedis.Commands.command;
import static dev.larder.internal.jedis.Commands.digits;
import static dev.larder.internal.jedis.Commands.keys;
import static dev.larder.internal.jedis.Commands.kind;
import static dev.larder.internal.jedis.Commands.length;
import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.larder.CacheUnavailableException;
import dev.larder.ConnectionSettings;
import dev.larder.RedisUri;
import dev.larder.ServerStatistics;
import dev.larder.internal.store.Acquired;
import dev.larder.internal.store.Claim;
import dev.larder.internal.store.Commit;
import dev.larder.internal.store.Entry;
import dev.larder.internal.store.EntryKey;
import dev.larder.internal.store.FlagBit;
import dev.larder.internal.store.NodeState;
import dev.larder.internal.store.NotPrimaryException;
import dev.larder.internal.store.OutageKind;
import dev.larder.internal.store.RedirectedException;
import dev.larder.internal.store.RefusedException;
import dev.larder.internal.store.Replication;
import dev.larder.internal.store.RoundTrip;
import dev.larder.internal.store.Seen;
import dev.larder.internal.store.Sighting;
import dev.larder.internal.store.SlotRange;
import dev.larder.internal.store.Store;
import dev.larder.internal.store.Write;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;

/** The bytes on one Redis server. */
public final class JedisStore implements Store, Replication.Source, SlotRange.Source {
    private static final int BATCH_BYTES = 1 << 20;
    private static final byte[] NOTHING = {};
    private static final Raw SLOTS = new Raw("SLOTS".getBytes(US_ASCII));
    private static final Raw NODES = new Raw("NODES".getBytes(US_ASCII));
    private static final Raw REPLICATION = new Raw("replication".getBytes(US_ASCII));

    private final String name;
    private final ServerPool pool;
    private final Bulk bulk;

    /**
     * A store on this server; contacts it when first used.
     *
     * @throws IllegalArgumentException if address and settings contradict each other
     */
    public JedisStore(RedisUri server, ConnectionSettings settings) {
        this(server.name(), new ServerPool(server, settings));
    }

    JedisStore(String name, ServerPool pool) {
        this(name, pool, Bulk.TOGETHER);
    }

    private JedisStore(String name, ServerPool pool, Bulk bulk) {
        this.name = name;
        this.pool = pool;
        this.bulk = bulk;
    }

    /**
     * A store on a node of a cluster, which gets no command with keys of two slots.
     *
     * @param seed whose login the node has too
     * @param replica whether it is to answer reads although it is a replica
     */
    public static JedisStore node(RedisUri node, RedisUri seed, ConnectionSettings settings, boolean replica) {
        return new JedisStore(
                node.name(),
                new ServerPool(node, settings, Login.toNode(seed, settings), settings.pool(), replica),
                Bulk.KEY_BY_KEY);
    }

    /** The address of a node, as other nodes tell it. */
    public static RedisUri addressOf(RedisUri node) {
        return ServerPool.neighbour(node, node.host(), Integer.toString(node.port()));
    }

    /** What an outage of a store of this kind says of its server. */
    public static OutageKind kindOf(CacheUnavailableException outage) {
        Throwable cause = outage.getCause();
        if (cause instanceof RefusedException) {
            return OutageKind.REFUSED;
        }
        if (cause instanceof JedisConnectionException
                || (cause instanceof JedisDataException answer && Faults.isOfEverything(answer))) {
            return OutageKind.SILENT;
        }
        if (cause instanceof NoSuchElementException) {
            return OutageKind.CROWDED;
        }
        if (cause instanceof InterruptedException) {
            return OutageKind.UNASKED;
        }
        boolean answered = cause instanceof JedisDataException
                || cause instanceof NotPrimaryException
                || cause instanceof RedirectedException;
        return answered ? OutageKind.ANSWERED : OutageKind.STRANGE;
    }

    /** The same node, for keys of a slot that it is about to get; shares its connections. */
    public JedisStore asking() {
        return new JedisStore(name, pool.asking(), bulk);
    }

    @Override
    public List<SlotRange> slots() {
        return Objects.requireNonNull(pool.look(
                "slots",
                connection -> Replies.slots(
                        connection.ask(new CommandArguments(Command.CLUSTER).add(SLOTS)), pool::neighbour)));
    }

    @Override
    public NodeState state() {
        return Objects.requireNonNull(pool.look(
                "state",
                connection -> Replies.state(
                        connection.ask(new CommandArguments(Command.CLUSTER).add(NODES)), pool::neighbour)));
    }

    // --- reading

    @Override
    public byte @Nullable [] get(EntryKey key) {
        return pool.look("get", new Questions.Get(key.bytes()));
    }

    @Override
    public @Nullable Entry read(EntryKey key) {
        return pool.look("read", new Questions.Read(key.bytes()));
    }

    @Override
    public List<byte @Nullable []> getMany(List<EntryKey> keys, RoundTrip trip) {
        if (keys.isEmpty()) {
            return List.of();
        }
        return Objects.requireNonNull(pool.look("getMany", trip, connection -> {
            List<byte @Nullable []> values = new ArrayList<>(keys.size());
            for (List<EntryKey> batch : batches(keys)) {
                bulk.writeGets(connection, batch);
                connection.flush();
                trip.othersSend();
                bulk.values(connection, batch.size()).forEach(value -> values.add((byte[]) value));
            }
            return values;
        }));
    }

    @Override
    public List<@Nullable Entry> readMany(List<EntryKey> keys, RoundTrip trip) {
        if (keys.isEmpty()) {
            return List.of();
        }
        return Objects.requireNonNull(pool.look("readMany", trip, connection -> {
            List<@Nullable Entry> entries = new ArrayList<>(keys.size());
            for (List<EntryKey> batch : batches(keys)) {
                bulk.writeGets(connection, batch);
                batch.forEach(key -> connection.write(command(Command.PTTL, key.bytes())));
                connection.flush();
                trip.othersSend();
                List<@Nullable Object> values = bulk.values(connection, batch.size());
                List<@Nullable Object> ttls = connection.replies();
                for (int i = 0; i < values.size(); i++) {
                    entries.add(Replies.entry(values.get(i), ttls.get(i)));
                }
            }
            return entries;
        }));
    }

    @Override
    public boolean exists(byte[] key) {
        return Objects.requireNonNull(pool.look("exists", new Questions.Counted(Command.EXISTS, key))) == 1;
    }

    @Override
    public long ttl(byte[] key) {
        return Objects.requireNonNull(pool.look("ttl", new Questions.Counted(Command.PTTL, key)));
    }

    @Override
    public Stream<byte[]> scan(byte[] pattern) {
        return Scan.pages(pool, pattern).flatMap(List::stream);
    }

    @Override
    public long size() {
        return looked("size", connection -> connection.ask(new CommandArguments(Command.DBSIZE)));
    }

    // --- writing; first the lease is ended, then the entry is changed, in one flush and in that order

    @Override
    public void set(EntryKey key, byte[] value, long ttlMillis) {
        pool.run("set", new Questions.Change(key, Commands.set(key.bytes(), value, ttlMillis), value.length));
    }

    @Override
    public void setMany(List<Write> writes, RoundTrip trip) {
        if (writes.isEmpty()) {
            return;
        }
        pool.run("setMany", trip, connection -> {
            int from = 0;
            long bytes = 0;
            for (int i = 0; i < writes.size(); i++) {
                bytes += writes.get(i).value().length;
                if (i + 1 == writes.size() || i + 1 - from == Commands.BATCH || bytes >= BATCH_BYTES) {
                    set(connection, writes.subList(from, i + 1), trip);
                    from = i + 1;
                    bytes = 0;
                }
            }
            return null;
        });
    }

    private void set(RedisConnection connection, List<Write> batch, RoundTrip trip) {
        bulk.writeRevocations(connection, batch.stream().map(Write::key).toList());
        batch.forEach(each -> connection.write(Commands.set(each.key().bytes(), each.value(), each.ttlMillis())));
        connection.flush();
        trip.othersSend();
        connection.replies();
    }

    @Override
    public boolean add(EntryKey key, byte[] value, long ttlMillis) {
        CommandArguments add = Commands.set(key.bytes(), value, ttlMillis).add(Commands.NX);
        return pool.run("add", new Questions.Change(key, add, value.length)) != null;
    }

    @Override
    public boolean expire(byte[] key, long ttlMillis, FlagBit cleared) {
        return isOne(
                "expire",
                Script.EXPIRE,
                new Script.Call(
                        new byte[][] {key},
                        digits(ttlMillis),
                        digits(cleared.firstByte()),
                        digits(cleared.offset()),
                        digits(cleared.mask())));
    }

    @Override
    public boolean delete(EntryKey key) {
        return Objects.requireNonNull(pool.run("delete", new Questions.Removal(key))) == 1;
    }

    @Override
    public long deleteMany(List<EntryKey> keys, RoundTrip trip) {
        if (keys.isEmpty()) {
            return 0;
        }
        return Objects.requireNonNull(pool.run("deleteMany", trip, connection -> {
            long deleted = 0;
            for (List<EntryKey> batch : batches(keys)) {
                bulk.writeUnlinks(connection, batch);
                connection.flush();
                trip.othersSend();
                deleted += bulk.unlinked(connection, batch.size());
            }
            return deleted;
        }));
    }

    @Override
    public boolean deleteIf(EntryKey key, Seen seen) {
        return isOne("deleteIf", Script.DELETE_IF, deletingIf(key, seen));
    }

    private static Script.Call deletingIf(EntryKey key, Seen seen) {
        return new Script.Call(keys(key), kind(seen), length(seen), bytes(seen));
    }

    @Override
    public void deleteManyIf(List<Sighting> sightings, RoundTrip trip) {
        List<Script.Call> calls = sightings.stream()
                .map(each -> deletingIf(each.key(), each.seen()))
                .toList();
        runAll("deleteManyIf", Script.DELETE_IF, calls, trip);
    }

    @Override
    public boolean replaceIf(byte[] key, Seen seen, byte[] value) {
        return isOne(
                "replaceIf",
                Script.REPLACE_IF,
                new Script.Call(new byte[][] {key}, kind(seen), length(seen), bytes(seen), value));
    }

    @Override
    public long unlinkMatching(byte[] pattern, Predicate<byte[]> filter) {
        return Scan.pages(pool, pattern)
                .map(page -> page.stream().filter(filter).toList())
                .filter(page -> !page.isEmpty())
                .mapToLong(page ->
                        number("unlinkMatching", connection -> connection.ask(command(Command.UNLINK, page))))
                .sum();
    }

    @Override
    public OptionalLong increment(EntryKey key, long delta, long min, long max) {
        boolean bounded = min != Long.MIN_VALUE || max != Long.MAX_VALUE;
        long half = delta / 2;
        byte[][] arguments = bounded
                ? new byte[][] {digits(delta), digits(min), digits(max), digits(-half), digits(half - delta)}
                : new byte[][] {digits(delta)};
        byte[][] keys = key.hasLease() ? keys(key) : new byte[][] {key.bytes()};
        return run("increment", Script.INCREMENT, new Script.Call(keys, arguments), Replies::counted);
    }

    // --- leases and locks

    @Override
    public Acquired acquire(EntryKey key, byte[] token, byte @Nullable [] previous, Seen seen, long leaseMillis) {
        return run("acquire", Script.ACQUIRE, acquiring(key, token, previous, seen, leaseMillis), Replies::acquired);
    }

    @Override
    public List<Acquired> acquireMany(List<Claim> claims, long leaseMillis, RoundTrip trip) {
        List<Script.Call> calls = claims.stream()
                .map(each -> acquiring(each.key(), each.token(), each.previous(), each.seen(), leaseMillis))
                .toList();
        return runAll("acquireMany", Script.ACQUIRE, calls, trip).stream()
                .map(Replies::acquired)
                .toList();
    }

    private static Script.Call acquiring(
            EntryKey key, byte[] token, byte @Nullable [] previous, Seen seen, long leaseMillis) {
        return new Script.Call(
                keys(key),
                token,
                previous == null ? NOTHING : previous,
                digits(leaseMillis),
                kind(seen),
                length(seen),
                bytes(seen));
    }

    @Override
    public boolean commit(Commit commit) {
        return isOne("commit", Script.COMMIT, committing(commit));
    }

    @Override
    public boolean coolDown(EntryKey key, byte[] token, long millis) {
        return isOne("coolDown", Script.COOL_DOWN, new Script.Call(new byte[][] {key.lease()}, token, digits(millis)));
    }

    @Override
    public List<Boolean> commitMany(List<Commit> commits, RoundTrip trip) {
        List<Script.Call> calls = commits.stream().map(JedisStore::committing).toList();
        return runAll("commitMany", Script.COMMIT, calls, trip).stream()
                .map(reply -> Replies.number(reply) == 1)
                .toList();
    }

    private static Script.Call committing(Commit commit) {
        Seen seen = commit.claim().seen();
        Seen written = commit.written();
        return new Script.Call(
                keys(commit.key()),
                commit.claim().token(),
                commit.value(),
                digits(commit.ttlMillis()),
                kind(seen),
                length(seen),
                bytes(seen),
                kind(written),
                length(written),
                bytes(written));
    }

    @Override
    public void releaseMany(List<Claim> claims, RoundTrip trip) {
        List<Script.Call> calls = claims.stream()
                .map(each -> new Script.Call(new byte[][] {each.key().lease()}, each.token()))
                .toList();
        runAll("releaseMany", Script.RELEASE, calls, trip);
    }

    private List<@Nullable Object> runAll(String operation, Script script, List<Script.Call> calls, RoundTrip trip) {
        if (calls.isEmpty()) {
            return List.of();
        }
        return Objects.requireNonNull(pool.run(operation, trip, connection -> {
            List<@Nullable Object> replies = new ArrayList<>(calls.size());
            for (List<Script.Call> batch : batches(calls)) {
                replies.addAll(script.runAll(connection, batch, trip));
            }
            return replies;
        }));
    }

    @Override
    public boolean claim(byte[] home, byte[] tokenKey, byte[] token, long millis) {
        return pool.run(
                        "claim",
                        connection -> connection.ask(
                                Commands.set(tokenKey, token, millis).add(Commands.NX)))
                != null;
    }

    @Override
    public boolean renew(byte[] home, byte[] tokenKey, byte[] token, long millis) {
        Script.Call call = new Script.Call(new byte[][] {tokenKey}, token, digits(millis));
        return Objects.requireNonNull(
                pool.runReserved("renew", connection -> Replies.number(Script.RENEW.run(connection, call)) == 1));
    }

    @Override
    public boolean release(byte[] home, byte[] tokenKey, byte[] token) {
        return isOne("release", Script.RELEASE, new Script.Call(new byte[][] {tokenKey}, token));
    }

    @Override
    public byte @Nullable [] owner(byte[] home, byte[] tokenKey) {
        return pool.look("owner", new Questions.Get(tokenKey));
    }

    // --- the whole

    @Override
    public Replication ask() {
        return Objects.requireNonNull(pool.look(
                "replication",
                connection ->
                        Replies.replication(connection.ask(new CommandArguments(Command.INFO).add(REPLICATION)))));
    }

    @Override
    public String serverOf(byte[] key) {
        return name;
    }

    @Override
    public Stream<ServerStatistics> servers() {
        return Stream.of(pool.describe(ServerStatistics.builder(name)).build());
    }

    @Override
    public void ping() {
        pool.look("ping", connection -> connection.ask(new CommandArguments(Command.PING)));
    }

    @Override
    public void close() {
        pool.close();
    }

    private boolean isOne(String operation, Script script, Script.Call call) {
        return run(operation, script, call, Replies::number) == 1;
    }

    private <R> R run(String operation, Script script, Script.Call call, Function<@Nullable Object, R> reading) {
        return Objects.requireNonNull(pool.run(operation, script.question(call, reading)));
    }

    private long looked(String operation, ServerPool.Exchange<?> exchange) {
        return Objects.requireNonNull(pool.look(operation, connection -> Replies.number(exchange.with(connection))));
    }

    /** Understood while the connection is held, so that one that gave another kind of reply is not used again. */
    private long number(String operation, ServerPool.Exchange<?> exchange) {
        return Objects.requireNonNull(pool.run(operation, connection -> Replies.number(exchange.with(connection))));
    }
}
