package dev.larder.internal.jedis;

import static dev.larder.internal.jedis.Commands.command;
import static dev.larder.internal.jedis.Transaction.text;
import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.larder.internal.store.Acquired;
import dev.larder.internal.store.Seen;
import dev.larder.internal.store.Store;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisDataException;

/** The scripts once more, as steps of a {@link Transaction}; keys and arguments are the same. */
final class ScriptSteps {
    private static final Raw KEEP_TTL = new Raw("KEEPTTL".getBytes(US_ASCII));

    private ScriptSteps() {}

    static Object expire(Transaction in, byte[][] keys, byte[][] arguments) {
        byte[] key = keys[0];
        if (!in.exists(key)) {
            return 0L;
        }
        long offset = number(arguments[2]);
        int mask = (int) number(arguments[3]);
        if (in.isString(key) && begins(in.range(key, 0, 0), number(arguments[1]))) {
            byte[] flags = in.range(key, offset, offset);
            if (flags.length > 0 && (flags[0] & mask) != 0) {
                in.then(command(Command.SETRANGE, key).add(offset).add(new Raw(new byte[] {(byte) (flags[0] & ~mask)
                })));
            }
        }
        long millis = number(arguments[0]);
        in.then(
                millis == Store.FOREVER
                        ? command(Command.PERSIST, key)
                        : command(Command.PEXPIRE, key).add(millis));
        return 1L;
    }

    private static boolean begins(byte[] start, long firstByte) {
        return start.length > 0 && start[0] == (byte) firstByte;
    }

    static @Nullable Object increment(Transaction in, byte[][] keys, byte[][] arguments) {
        if (keys.length > 1) {
            in.then(command(Command.UNLINK, keys[1]));
        }
        byte[] value = in.get(keys[0]);
        if (value == null) {
            return null;
        }
        long sum;
        try {
            sum = Math.addExact(counted(value), number(arguments[0]));
        } catch (ArithmeticException tooLarge) {
            throw overflow();
        }
        if (arguments.length > 1 && (sum < number(arguments[1]) || sum > number(arguments[2]))) {
            throw overflow();
        }
        in.then(command(Command.INCRBY, keys[0]).add(number(arguments[0])));
        return Commands.digits(sum);
    }

    /** Redis takes a number only as it writes one itself. */
    private static long counted(byte[] value) {
        try {
            long number = Long.parseLong(text(value));
            if (Arrays.equals(Commands.digits(number), value)) {
                return number;
            }
        } catch (NumberFormatException other) {
            // told below
        }
        throw new JedisDataException("ERR value is not an integer or out of range");
    }

    private static JedisDataException overflow() {
        return new JedisDataException("ERR increment or decrement would overflow");
    }

    static Object acquire(Transaction in, byte[][] keys, byte[][] arguments) {
        if (!in.same(keys[0], arguments[3], arguments[4], arguments[5])) {
            return in.isString(keys[0])
                    ? List.of(word("changed"), Replies.value(in.get(keys[0])), in.ttl(keys[0]))
                    : List.of(word("changed"));
        }
        byte[] owner = in.get(keys[1]);
        byte[] previous = arguments[1];
        if (owner != null && Acquired.CoolingDown.isMark(owner)) {
            if (previous.length == 0 || !Arrays.equals(owner, Acquired.CoolingDown.mark(previous))) {
                return List.of(word("cooling"), in.ttl(keys[1]));
            }
        } else if (owner != null && !Arrays.equals(owner, arguments[0]) && !Arrays.equals(owner, previous)) {
            return List.of(word("busy"), in.ttl(keys[1]));
        }
        in.then(Commands.set(keys[1], arguments[0], number(arguments[2])));
        return List.of(word("granted"));
    }

    static Object commit(Transaction in, byte[][] keys, byte[][] arguments) {
        byte[] entry = keys[0];
        byte[] lease = keys[1];
        if (!Arrays.equals(in.get(lease), arguments[0])) {
            boolean own = isProof(arguments[6])
                    && in.isString(entry)
                    && in.same(entry, arguments[6], arguments[7], arguments[8]);
            return own ? 1L : 0L;
        }
        boolean refused = in.isString(entry)
                && !(isProof(arguments[3]) && in.same(entry, arguments[3], arguments[4], arguments[5]));
        if (!refused) {
            in.then(Commands.set(entry, arguments[1], number(arguments[2])));
        }
        in.then(command(Command.DEL, lease));
        return refused ? 0L : 1L;
    }

    private static boolean isProof(byte[] kind) {
        return Seen.Kind.valueOf(text(kind)) != Seen.Kind.LENGTH;
    }

    static Object coolDown(Transaction in, byte[][] keys, byte[][] arguments) {
        if (!Arrays.equals(in.get(keys[0]), arguments[0])) {
            return 0L;
        }
        in.then(Commands.set(keys[0], Acquired.CoolingDown.mark(arguments[0]), number(arguments[1])));
        return 1L;
    }

    static Object deleteIf(Transaction in, byte[][] keys, byte[][] arguments) {
        boolean deleted = isProof(arguments[0])
                && in.isString(keys[0])
                && in.same(keys[0], arguments[0], arguments[1], arguments[2]);
        in.then(command(Command.DEL, keys[1]));
        if (deleted) {
            in.then(command(Command.UNLINK, keys[0]));
        }
        return deleted ? 1L : 0L;
    }

    static Object replaceIf(Transaction in, byte[][] keys, byte[][] arguments) {
        if (!isProof(arguments[0])
                || !in.isString(keys[0])
                || !in.same(keys[0], arguments[0], arguments[1], arguments[2])) {
            return 0L;
        }
        in.then(command(Command.SET, keys[0]).add(new Raw(arguments[3])).add(KEEP_TTL));
        return 1L;
    }

    static Object renew(Transaction in, byte[][] keys, byte[][] arguments) {
        if (!Arrays.equals(in.get(keys[0]), arguments[0])) {
            return 0L;
        }
        in.then(command(Command.PEXPIRE, keys[0]).add(number(arguments[1])));
        return 1L;
    }

    static Object release(Transaction in, byte[][] keys, byte[][] arguments) {
        if (!Arrays.equals(in.get(keys[0]), arguments[0])) {
            return 0L;
        }
        in.then(command(Command.DEL, keys[0]));
        return 1L;
    }

    private static byte[] word(String word) {
        return word.getBytes(US_ASCII);
    }

    private static long number(byte[] digits) {
        return Long.parseLong(text(digits));
    }
}
