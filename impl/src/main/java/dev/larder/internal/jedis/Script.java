package dev.larder.internal.jedis;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.larder.internal.store.Acquired;
import dev.larder.internal.store.RoundTrip;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisNoScriptException;

/** What has to happen in one step on the server; where scripts are forbidden, in a {@link Transaction}. */
final class Script {
    private static final Pattern FORBIDDEN =
            Pattern.compile("(NOPERM|unknown command).*['`\"]eval(sha)?['`\"]", Pattern.CASE_INSENSITIVE);

    /** Compares what is under a key with what was seen there, without bringing large values into Lua. */
    private static final String SAME = """
            local function is_string(key) return redis.call('TYPE', key).ok == 'string' end
            local function same(key, kind, length, bytes)
              if not is_string(key) then return kind == 'ABSENT' end
              if kind == 'ABSENT' then return false end
              if kind == 'MARK' then return redis.call('GETRANGE', key, length, length + #bytes - 1) == bytes end
              if redis.call('STRLEN', key) ~= tonumber(length) then return false end
              return kind == 'LENGTH' or redis.sha1hex(redis.call('GET', key)) == bytes
            end
            """;

    /** KEYS entry; ARGV milliseconds or -1, first byte, offset and mask of the bit to clear. */
    static final Script EXPIRE = new Script("""
            if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
            if redis.call('TYPE', KEYS[1]).ok == 'string'
                and redis.call('GETRANGE', KEYS[1], 0, 0) == string.char(ARGV[2]) then
              local byte = string.byte(redis.call('GETRANGE', KEYS[1], ARGV[3], ARGV[3]))
              if byte and bit.band(byte, ARGV[4]) ~= 0 then
                redis.call('SETRANGE', KEYS[1], ARGV[3], string.char(byte - ARGV[4]))
              end
            end
            if ARGV[1] == '-1' then redis.call('PERSIST', KEYS[1]) else redis.call('PEXPIRE', KEYS[1], ARGV[1]) end
            return 1
            """, ScriptSteps::expire);

    /**
     * KEYS counter, and its lease if that is to be ended; ARGV delta, and for bounded results the least, the greatest, and the two halves of what undoes the delta.
     * Lua's numbers hold 53 bits, so Redis adds and digits are compared; half a delta can always be negated.
     */
    static final Script INCREMENT = new Script("""
            local function less(a, b)
              local negative = a:sub(1, 1) == '-'
              if negative ~= (b:sub(1, 1) == '-') then return negative end
              if #a ~= #b then return (#a < #b) ~= negative end
              if negative then return b < a end
              return a < b
            end
            local value = redis.pcall('GET', KEYS[1])
            if type(value) == 'table' then return value end
            local result = value and redis.pcall('INCRBY', KEYS[1], ARGV[1])
            if type(result) == 'table' then return result end
            if KEYS[2] then redis.call('UNLINK', KEYS[2]) end
            if not value then return false end
            local sum = redis.call('GET', KEYS[1])
            if ARGV[2] and (less(sum, ARGV[2]) or less(ARGV[3], sum)) then
              redis.call('INCRBY', KEYS[1], ARGV[4])
              redis.call('INCRBY', KEYS[1], ARGV[5])
              return redis.error_reply('ERR increment or decrement would overflow')
            end
            return sum
            """, ScriptSteps::increment);

    /** KEYS entry, lease; ARGV token, previous token, milliseconds, and what was seen. */
    static final Script ACQUIRE = new Script(SAME + """
            if not same(KEYS[1], ARGV[4], ARGV[5], ARGV[6]) then
              if not is_string(KEYS[1]) then return {'changed'} end
              return {'changed', redis.call('GET', KEYS[1]), redis.call('PTTL', KEYS[1])}
            end
            local owner = redis.call('GET', KEYS[2])
            if owner and owner:sub(1, 12) == '%s' then
              if ARGV[2] == '' or owner:sub(13) ~= ARGV[2]:sub(1, 8) then
                return {'cooling', redis.call('PTTL', KEYS[2])}
              end
              owner = false
            end
            if owner and owner ~= ARGV[1] and owner ~= ARGV[2] then
              return {'busy', redis.call('PTTL', KEYS[2])}
            end
            redis.call('SET', KEYS[2], ARGV[1], 'PX', ARGV[3])
            return {'granted'}
            """.formatted(Acquired.CoolingDown.MARK), ScriptSteps::acquire);

    /** KEYS entry, lease; ARGV token, value, milliseconds or -1, what was seen, and the value as it will be seen. */
    static final Script COMMIT = new Script(SAME + """
            if redis.call('GET', KEYS[2]) ~= ARGV[1] then
              if ARGV[7] ~= 'LENGTH' and is_string(KEYS[1]) and same(KEYS[1], ARGV[7], ARGV[8], ARGV[9]) then
                return 1
              end
              return 0
            end
            if is_string(KEYS[1]) and (ARGV[4] == 'LENGTH' or not same(KEYS[1], ARGV[4], ARGV[5], ARGV[6])) then
              redis.call('DEL', KEYS[2])
              return 0
            end
            if ARGV[3] == '-1' then
              redis.call('SET', KEYS[1], ARGV[2])
            else
              redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
            end
            redis.call('DEL', KEYS[2])
            return 1
            """, ScriptSteps::commit);

    /** KEYS lease; ARGV token, milliseconds. */
    static final Script COOL_DOWN = new Script("""
            if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
            redis.call('SET', KEYS[1], '%s' .. ARGV[1]:sub(1, 8), 'PX', ARGV[2])
            return 1
            """.formatted(Acquired.CoolingDown.MARK), ScriptSteps::coolDown);

    /** KEYS entry, lease; ARGV what was seen. */
    static final Script DELETE_IF = new Script(SAME + """
            redis.call('DEL', KEYS[2])
            if ARGV[1] == 'LENGTH' or not is_string(KEYS[1]) or not same(KEYS[1], ARGV[1], ARGV[2], ARGV[3]) then
              return 0
            end
            return redis.call('UNLINK', KEYS[1])
            """, ScriptSteps::deleteIf);

    /** KEYS entry; ARGV what was seen, value. */
    static final Script REPLACE_IF = new Script(SAME + """
            if ARGV[1] == 'LENGTH' or not is_string(KEYS[1]) or not same(KEYS[1], ARGV[1], ARGV[2], ARGV[3]) then
              return 0
            end
            local left = redis.call('PTTL', KEYS[1])
            if left < 0 then
              redis.call('SET', KEYS[1], ARGV[4])
            else
              redis.call('SET', KEYS[1], ARGV[4], 'PX', math.max(left, 1))
            end
            return 1
            """, ScriptSteps::replaceIf);

    /** KEYS token; ARGV token, milliseconds. */
    static final Script RENEW = new Script("""
            if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
            return redis.call('PEXPIRE', KEYS[1], ARGV[2])
            """, ScriptSteps::renew);

    /** KEYS token; ARGV token. */
    static final Script RELEASE = new Script("""
            if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
            return redis.call('DEL', KEYS[1])
            """, ScriptSteps::release);

    /** What a script is given. */
    static final class Call {
        private final byte[][] keys;
        private final byte[][] arguments;

        Call(byte[][] keys, byte[]... arguments) {
            this.keys = keys;
            this.arguments = arguments;
        }
    }

    private final Transaction.Steps steps;
    private final Raw source;
    private final Raw sha1;

    private Script(String source, Transaction.Steps steps) {
        this.steps = steps;
        byte[] bytes = source.getBytes(US_ASCII);
        this.source = new Raw(bytes);
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1").digest(bytes);
            this.sha1 = new Raw(HexFormat.of().formatHex(digest).getBytes(US_ASCII));
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException("this JDK has no SHA-1", everyJdkHasIt);
        }
    }

    /**
     * The script as a question, which those who wait can ask together.
     *
     * @param reading makes the answer of what the script returns
     */
    <R> Question<R> question(Call call, Function<@Nullable Object, R> reading) {
        return new Asked<>(call, reading);
    }

    private final class Asked<R> extends Question<R> {
        private final Call call;
        private final Function<@Nullable Object, R> reading;

        Asked(Call call, Function<@Nullable Object, R> reading) {
            this.call = call;
            this.reading = reading;
        }

        @Override
        void write(RedisConnection connection) {
            connection.write(bySha1(call));
        }

        @Override
        R read(RedisConnection connection) {
            return reading.apply(connection.reply());
        }

        @Override
        int bytesSent() {
            int bytes = 0;
            for (byte[] argument : call.arguments) {
                bytes += argument.length;
            }
            return bytes;
        }

        /** With the text, or in steps: no question, for nobody can be taken along. */
        @Override
        ServerPool.@Nullable Exchange<R> instead(JedisDataException error) {
            boolean isNotRun = error instanceof JedisNoScriptException || isForbidden(error);
            return isNotRun ? connection -> with(connection) : null;
        }

        @Override
        public R with(RedisConnection connection) {
            return reading.apply(run(connection, call));
        }
    }

    /** Runs the script, and sends its text only where the server does not know it yet. */
    @Nullable
    Object run(RedisConnection connection, Call call) {
        if (connection.mayRunScripts()) {
            try {
                return onServer(connection, call);
            } catch (JedisDataException refused) {
                if (!isForbidden(refused)) {
                    throw refused;
                }
                connection.mayNotRunScripts();
            }
        }
        return inSteps(connection, call);
    }

    private @Nullable Object onServer(RedisConnection connection, Call call) {
        try {
            return connection.ask(bySha1(call));
        } catch (JedisNoScriptException unknown) {
            return connection.ask(byText(call));
        }
    }

    private @Nullable Object inSteps(RedisConnection connection, Call call) {
        return Transaction.run(connection, steps, call.keys, call.arguments);
    }

    /** Whether the user has no right to run scripts, or the server has taken the command away. */
    private static boolean isForbidden(JedisDataException error) {
        return FORBIDDEN.matcher(String.valueOf(error.getMessage())).find();
    }

    /**
     * Runs the script for each of these, all sent before the first reply is read.
     *
     * @throws JedisDataException the first error among the replies, after all have been read
     */
    List<@Nullable Object> runAll(RedisConnection connection, List<Call> calls, RoundTrip trip) {
        if (!connection.mayRunScripts()) {
            trip.othersSend();
            return allInSteps(connection, calls);
        }
        calls.forEach(call -> connection.write(bySha1(call)));
        connection.flush();
        trip.othersSend();
        List<@Nullable Object> replies = connection.outcomes();
        List<Integer> unknown = IntStream.range(0, calls.size())
                .filter(i -> replies.get(i) instanceof JedisNoScriptException)
                .boxed()
                .toList();
        if (!unknown.isEmpty()) {
            // the first brings the text, which the others then find
            connection.write(byText(calls.get(unknown.get(0))));
            unknown.stream().skip(1).forEach(i -> connection.write(bySha1(calls.get(i))));
            connection.flush();
            List<@Nullable Object> again = connection.outcomes();
            for (int i = 0; i < unknown.size(); i++) {
                replies.set(unknown.get(i), again.get(i));
            }
        }
        if (replies.stream().anyMatch(reply -> reply instanceof JedisDataException error && isForbidden(error))) {
            connection.mayNotRunScripts();
            return allInSteps(connection, calls);
        }
        return RedisConnection.withoutErrors(replies);
    }

    private List<@Nullable Object> allInSteps(RedisConnection connection, List<Call> calls) {
        List<@Nullable Object> replies = new ArrayList<>(calls.size());
        calls.forEach(call -> replies.add(inSteps(connection, call)));
        return replies;
    }

    private CommandArguments bySha1(Call call) {
        return with(call, new CommandArguments(Command.EVALSHA).add(sha1));
    }

    private CommandArguments byText(Call call) {
        return with(call, new CommandArguments(Command.EVAL).add(source));
    }

    private static CommandArguments with(Call call, CommandArguments command) {
        command.add(call.keys.length);
        for (byte[] key : call.keys) {
            command.add(new Raw(key));
        }
        for (byte[] argument : call.arguments) {
            command.add(new Raw(argument));
        }
        return command;
    }
}
