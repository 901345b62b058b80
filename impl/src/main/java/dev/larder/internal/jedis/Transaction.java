package dev.larder.internal.jedis;

import static dev.larder.internal.jedis.Commands.command;

import dev.larder.internal.store.Seen;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * What a script does, for users who may not run any: the keys are watched, looked at, and changed all at once if nobody has
 * changed them meanwhile; else once more. Exact from Redis 6.0.9 on; before, a key that expires while it is watched is not
 * always noticed.
 */
final class Transaction {
    /** Each try that comes to nothing means that somebody else's did not. */
    private static final int MOST_TRIES = 1_000;

    /** Looks at keys, says what is to be changed, and returns what a script would. */
    @FunctionalInterface
    interface Steps {
        @Nullable
        Object in(Transaction transaction, byte[][] keys, byte[][] arguments);
    }

    private final RedisConnection connection;
    private final List<CommandArguments> changes = new ArrayList<>();

    private Transaction(RedisConnection connection) {
        this.connection = connection;
    }

    /** Takes the steps until nobody is in between. */
    static @Nullable Object run(RedisConnection connection, Steps steps, byte[][] keys, byte[][] arguments) {
        for (int tries = 0; tries < MOST_TRIES; tries++) {
            connection.ask(command(Command.WATCH, List.of(keys)));
            Transaction transaction = new Transaction(connection);
            Object answer;
            try {
                answer = steps.in(transaction, keys, arguments);
            } catch (JedisDataException refused) {
                connection.ask(new CommandArguments(Command.UNWATCH));
                throw refused;
            }
            if (transaction.commits()) {
                return answer;
            }
        }
        throw new JedisDataException("ERR others changed the key " + MOST_TRIES + " times while it was looked at");
    }

    private boolean commits() {
        if (changes.isEmpty()) {
            connection.ask(new CommandArguments(Command.UNWATCH));
            return true;
        }
        connection.write(new CommandArguments(Command.MULTI));
        changes.forEach(connection::write);
        connection.write(new CommandArguments(Command.EXEC));
        connection.flush();
        List<@Nullable Object> replies = connection.replies();
        Object done = replies.get(replies.size() - 1);
        if (done == null) {
            return false;
        }
        RedisConnection.withoutErrors(Replies.list(done));
        return true;
    }

    // --- looking

    byte @Nullable [] get(byte[] key) {
        return (byte[]) connection.ask(command(Command.GET, key));
    }

    /** How long the key still lives, as Redis says. */
    long ttl(byte[] key) {
        return Replies.number(connection.ask(command(Command.PTTL, key)));
    }

    boolean exists(byte[] key) {
        return Replies.number(connection.ask(command(Command.EXISTS, key))) == 1;
    }

    /** Whether there is a string, not something else or nothing. */
    boolean isString(byte[] key) {
        byte[] type = Replies.value(connection.ask(command(Command.TYPE, key)));
        return "string".equals(new String(type, StandardCharsets.US_ASCII));
    }

    byte[] range(byte[] key, long from, long to) {
        return Replies.value(
                connection.ask(command(Command.GETRANGE, key).add(from).add(to)));
    }

    private long length(byte[] key) {
        return Replies.number(connection.ask(command(Command.STRLEN, key)));
    }

    /** Compares what is under a key with what was seen there, which is spelled as for a script. */
    boolean same(byte[] key, byte[] kind, byte[] length, byte[] bytes) {
        Seen.Kind how = Seen.Kind.valueOf(text(kind));
        if (!isString(key)) {
            return how == Seen.Kind.ABSENT;
        }
        long number = Long.parseLong(text(length));
        return switch (how) {
            case ABSENT -> false;
            case MARK -> Arrays.equals(range(key, number, number + bytes.length - 1), bytes);
            case LENGTH -> length(key) == number;
            case DIGEST ->
                length(key) == number && text(bytes).equals(HexFormat.of().formatHex(sha1(Replies.value(get(key)))));
        };
    }

    private static byte[] sha1(byte[] value) {
        try {
            return MessageDigest.getInstance("SHA-1").digest(value);
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException("this JDK has no SHA-1", everyJdkHasIt);
        }
    }

    static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    // --- changing

    /** Adds a change to those that are made together. */
    void then(CommandArguments change) {
        changes.add(change);
    }
}
