package dev.larder.internal.jedis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisNoScriptException;
import redis.clients.jedis.util.RedisInputStream;

/**
 * Reads replies in RESP, version 2. Jedis' own reader takes whatever length is announced, and the memory for it at once;
 * this one takes memory for what has come, and refuses what no Redis would say.
 */
final class ReplyReader {
    /** No Redis has longer values, unless its proto-max-bulk-len was raised. */
    static final int MOST_BYTES = 512 << 20;

    private static final int FIRST_BYTES = 1 << 20;
    private static final int FIRST_ELEMENTS = 1 << 10;
    private static final int MOST_BYTES_OF_A_LINE = 64 << 10;
    /** CLUSTER SLOTS nests four deep. */
    private static final int DEEPEST = 16;

    private final RedisInputStream in;

    private ReplyReader(RedisInputStream in) {
        this.in = in;
    }

    /**
     * The next reply: bytes, a number, a list or null.
     *
     * @throws JedisDataException if it is an error
     * @throws JedisConnectionException if it is no reply, or does not come
     */
    static @Nullable Object read(RedisInputStream in) {
        return new ReplyReader(in).next(0);
    }

    private @Nullable Object next(int depth) {
        byte kind = in.readByte();
        return switch (kind) {
            case '$' -> bytes(number());
            case ':' -> number();
            case '*' -> list(number(), depth);
            case '+' -> line();
            case '-' -> throw error(line());
            default -> throw unknown((char) kind);
        };
    }

    private static JedisConnectionException unknown(Object what) {
        return new JedisConnectionException("Unknown reply: " + what);
    }

    private byte @Nullable [] bytes(long length) {
        if (length == -1) {
            return null;
        }
        if (length < 0 || length > MOST_BYTES) {
            throw unknown(length + " bytes");
        }
        byte[] bytes = new byte[(int) Math.min(length, FIRST_BYTES)];
        for (int have = 0; have < length; ) {
            if (have == bytes.length) {
                bytes = longer(bytes, (int) Math.min(length, 2L * have));
            }
            have += in.read(bytes, have, bytes.length - have);
        }
        end();
        return bytes;
    }

    private static byte[] longer(byte[] bytes, int length) {
        try {
            return Arrays.copyOf(bytes, length);
        } catch (OutOfMemoryError tooLarge) {
            // one array was not to be had; all others may be fine
            throw new JedisConnectionException("its reply does not fit into the memory of this process", tooLarge);
        }
    }

    private @Nullable List<@Nullable Object> list(long count, int depth) {
        if (count == -1) {
            return null;
        }
        if (count < 0 || count > Integer.MAX_VALUE || depth == DEEPEST) {
            throw unknown("a list of " + count);
        }
        List<@Nullable Object> list = new ArrayList<>((int) Math.min(count, FIRST_ELEMENTS));
        for (long i = 0; i < count; i++) {
            try {
                list.add(next(depth + 1));
            } catch (JedisDataException error) {
                list.add(error);
            }
        }
        return list;
    }

    private long number() {
        byte next = in.readByte();
        boolean negative = next == '-';
        if (negative) {
            next = in.readByte();
        }
        // counted downwards, where there is one more
        long number = 0;
        int digits = 0;
        for (; next != '\r'; next = in.readByte()) {
            int digit = next - '0';
            if (digit < 0 || digit > 9 || ++digits > 19) {
                throw unknown("no number");
            }
            number = 10 * number - digit;
        }
        if (digits == 0 || number > 0 || (!negative && number == Long.MIN_VALUE)) {
            throw unknown("no number");
        }
        require('\n');
        return negative ? number : -number;
    }

    private byte[] line() {
        ByteArrayOutputStream line = new ByteArrayOutputStream(64);
        for (byte next = in.readByte(); next != '\r'; next = in.readByte()) {
            if (line.size() == MOST_BYTES_OF_A_LINE) {
                throw unknown("a line without end");
            }
            line.write(next);
        }
        require('\n');
        return line.toByteArray();
    }

    private void end() {
        require('\r');
        require('\n');
    }

    private void require(char wanted) {
        if (in.readByte() != wanted) {
            throw unknown("no end of a line");
        }
    }

    private static JedisDataException error(byte[] line) {
        String text = new String(line, UTF_8);
        return text.startsWith("NOSCRIPT") ? new JedisNoScriptException(text) : new JedisDataException(text);
    }
}
