package dev.larder.internal.jedis;

import static dev.larder.internal.jedis.Commands.batches;
import static dev.larder.internal.jedis.Commands.bytes;
import static dev.larder.internal.jedis.Commands.command;
import static dev.larder.internal.jedis.Commands.digits;
import static dev.larder.internal.jedis.Commands.keys;
import static dev.larder.internal.jedis.Commands.kind;
import static dev.larder.internal.jedis.Commands.length;
import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.larder.ConnectionSettings;
import dev.larder.RedisUri;
import dev.larder.internal.store.Acquired;
import dev.larder.internal.store.Entry;
import dev.larder.internal.store.EntryKey;
import dev.larder.internal.store.FlagBit;
import dev.larder.internal.store.Seen;
import dev.larder.internal.store.Store;
import dev.larder.internal.store.Write;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;

/** The bytes on one Redis server. */
public final class JedisStore implements Store {
    private static final int BATCH_BYTES = 1 << 20;
    private static final byte[] NOTHING = {};

    private final String name;
    private final ServerPool pool;

    /**
     * A store on this server; contacts it when first used.
     *
     * @throws IllegalArgumentException if address and settings contradict each other
     */
    public JedisStore(RedisUri server, ConnectionSettings settings) {
        this(server.name(), new ServerPool(server, settings));
    }

    JedisStore(String name, ServerPool pool) {
        this.name = name;
        this.pool = pool;
    }

    // --- reading

    @Override
    public byte @Nullable [] get(byte[] key) {
        return value("get", key);
    }

    private byte @Nullable [] value(String operation, byte[] key) {
        CommandArguments get = command(Command.GET, key);
        return pool.run(operation, connection -> (byte[]) connection.ask(get));
    }

    @Override
    public @Nullable Entry read(byte[] key) {
        return pool.run("read", connection -> {
            connection.write(command(Command.GET, key));
            connection.write(command(Command.PTTL, key));
            connection.flush();
            List<@Nullable Object> replies = connection.replies();
            return Replies.entry(replies.get(0), replies.get(1));
        });
    }

    @Override
    public List<byte @Nullable []> getMany(List<byte[]> keys) {
        if (keys.isEmpty()) {
            return List.of();
        }
        return Objects.requireNonNull(pool.run("getMany", connection -> {
            List<byte @Nullable []> values = new ArrayList<>(keys.size());
            for (List<byte[]> batch : batches(keys)) {
                Replies.list(connection.ask(command(Command.MGET, batch)), batch.size())
                        .forEach(value -> values.add((byte[]) value));
            }
            return values;
        }));
    }

    @Override
    public List<@Nullable Entry> readMany(List<byte[]> keys) {
        if (keys.isEmpty()) {
            return List.of();
        }
        return Objects.requireNonNull(pool.run("readMany", connection -> {
            List<@Nullable Entry> entries = new ArrayList<>(keys.size());
            for (List<byte[]> batch : batches(keys)) {
                connection.write(command(Command.MGET, batch));
                batch.forEach(key -> connection.write(command(Command.PTTL, key)));
                connection.flush();
                List<@Nullable Object> replies = connection.replies();
                List<@Nullable Object> values = Replies.list(replies.get(0), batch.size());
                for (int i = 0; i < values.size(); i++) {
                    entries.add(Replies.entry(values.get(i), replies.get(i + 1)));
                }
            }
            return entries;
        }));
    }

    @Override
    public boolean exists(byte[] key) {
        return isOne("exists", connection -> connection.ask(command(Command.EXISTS, key)));
    }

    @Override
    public long ttl(byte[] key) {
        return number("ttl", connection -> connection.ask(command(Command.PTTL, key)));
    }

    @Override
    public Stream<byte[]> scan(byte[] pattern) {
        return Scan.pages(pool, pattern).flatMap(List::stream);
    }

    @Override
    public long size() {
        return number("size", connection -> connection.ask(new CommandArguments(Command.DBSIZE)));
    }

    // --- writing; first the lease is ended, then the entry is changed, in one flush and in that order

    @Override
    public void set(EntryKey key, byte[] value, long ttlMillis) {
        pool.run("set", connection -> revoking(connection, key, Commands.set(key.bytes(), value, ttlMillis)));
    }

    @Override
    public void setMany(List<Write> writes) {
        if (writes.isEmpty()) {
            return;
        }
        pool.run("setMany", connection -> {
            int commands = 0;
            long bytes = 0;
            for (Write each : writes) {
                connection.write(command(Command.UNLINK, each.key().lease()));
                connection.write(Commands.set(each.key().bytes(), each.value(), each.ttlMillis()));
                commands += 2;
                bytes += each.value().length;
                if (commands >= Commands.BATCH || bytes >= BATCH_BYTES) {
                    connection.flush();
                    connection.replies();
                    commands = 0;
                    bytes = 0;
                }
            }
            connection.flush();
            return connection.replies();
        });
    }

    @Override
    public boolean add(EntryKey key, byte[] value, long ttlMillis) {
        return pool.run(
                        "add",
                        connection -> revoking(
                                connection,
                                key,
                                Commands.set(key.bytes(), value, ttlMillis).add(Commands.NX)))
                != null;
    }

    @Override
    public boolean expire(byte[] key, long ttlMillis, FlagBit cleared) {
        return isOne(
                "expire",
                connection -> Script.EXPIRE.run(
                        connection,
                        new byte[][] {key},
                        digits(ttlMillis),
                        digits(cleared.firstByte()),
                        digits(cleared.offset()),
                        digits(cleared.mask())));
    }

    @Override
    public boolean delete(EntryKey key) {
        return isOne("delete", connection -> revoking(connection, key, command(Command.UNLINK, key.bytes())));
    }

    private static @Nullable Object revoking(RedisConnection connection, EntryKey key, CommandArguments change) {
        connection.write(command(Command.UNLINK, key.lease()));
        connection.write(change);
        connection.flush();
        return connection.replies().get(1);
    }

    @Override
    public long deleteMany(Collection<EntryKey> keys) {
        if (keys.isEmpty()) {
            return 0;
        }
        return number("deleteMany", connection -> {
            long deleted = 0;
            for (List<EntryKey> batch : batches(List.copyOf(keys))) {
                connection.write(command(
                        Command.UNLINK, batch.stream().map(EntryKey::lease).toList()));
                connection.write(command(
                        Command.UNLINK, batch.stream().map(EntryKey::bytes).toList()));
                connection.flush();
                deleted += Replies.number(connection.replies().get(1));
            }
            return deleted;
        });
    }

    @Override
    public boolean deleteIf(EntryKey key, Seen seen) {
        return isOne(
                "deleteIf",
                connection -> Script.DELETE_IF.run(connection, keys(key), kind(seen), length(seen), bytes(seen)));
    }

    @Override
    public boolean replaceIf(byte[] key, Seen seen, byte[] value) {
        return isOne(
                "replaceIf",
                connection -> Script.REPLACE_IF.run(
                        connection, new byte[][] {key}, kind(seen), length(seen), bytes(seen), value));
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
    public OptionalLong increment(byte[] key, long delta, long min, long max) {
        boolean bounded = min != Long.MIN_VALUE || max != Long.MAX_VALUE;
        long half = delta / 2;
        byte[][] arguments = bounded
                ? new byte[][] {digits(delta), digits(min), digits(max), digits(-half), digits(half - delta)}
                : new byte[][] {digits(delta)};
        return Objects.requireNonNull(pool.run("increment", connection -> {
            Object result = Script.INCREMENT.run(connection, new byte[][] {key}, arguments);
            return result == null
                    ? OptionalLong.empty()
                    : OptionalLong.of(Long.parseLong(new String((byte[]) result, US_ASCII)));
        }));
    }

    // --- leases and locks

    @Override
    public Acquired acquire(EntryKey key, byte[] token, byte @Nullable [] previous, Seen seen, long leaseMillis) {
        return Objects.requireNonNull(pool.run(
                "acquire",
                connection -> Replies.acquired(Replies.list(Script.ACQUIRE.run(
                        connection,
                        keys(key),
                        token,
                        previous == null ? NOTHING : previous,
                        digits(leaseMillis),
                        kind(seen),
                        length(seen),
                        bytes(seen))))));
    }

    @Override
    public boolean commit(EntryKey key, byte[] token, Seen seen, byte[] value, Seen written, long ttlMillis) {
        return isOne(
                "commit",
                connection -> Script.COMMIT.run(
                        connection,
                        keys(key),
                        token,
                        value,
                        digits(ttlMillis),
                        kind(seen),
                        length(seen),
                        bytes(seen),
                        kind(written),
                        length(written),
                        bytes(written)));
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
        return isOne(
                "renew", connection -> Script.RENEW.run(connection, new byte[][] {tokenKey}, token, digits(millis)));
    }

    @Override
    public boolean release(byte[] home, byte[] tokenKey, byte[] token) {
        return isOne("release", connection -> Script.RELEASE.run(connection, new byte[][] {tokenKey}, token));
    }

    @Override
    public byte @Nullable [] owner(byte[] home, byte[] tokenKey) {
        return value("owner", tokenKey);
    }

    // --- the whole

    @Override
    public String serverOf(byte[] key) {
        return name;
    }

    @Override
    public void ping() {
        pool.run("ping", connection -> connection.ask(new CommandArguments(Command.PING)));
    }

    @Override
    public void close() {
        pool.close();
    }

    private boolean isOne(String operation, ServerPool.Exchange<?> exchange) {
        return number(operation, exchange) == 1;
    }

    /** Understood while the connection is held, so that one that gave another kind of reply is not used again. */
    private long number(String operation, ServerPool.Exchange<?> exchange) {
        return Objects.requireNonNull(pool.run(operation, connection -> Replies.number(exchange.with(connection))));
    }
}
