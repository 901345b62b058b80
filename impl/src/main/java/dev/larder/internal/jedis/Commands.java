package dev.larder.internal.jedis;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.larder.internal.store.EntryKey;
import dev.larder.internal.store.Seen;
import dev.larder.internal.store.Store;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;

/** What is sent to a server, without a copy of keys and values. */
final class Commands {
    /** Commands or keys that are sent together: enough to hide the way to the server, few enough not to hold it up. */
    static final int BATCH = 500;

    static final Raw NX = new Raw("NX".getBytes(US_ASCII));
    private static final Raw PX = new Raw("PX".getBytes(US_ASCII));

    private Commands() {}

    static CommandArguments command(Command command, byte[] key) {
        return new CommandArguments(command).add(new Raw(key));
    }

    static CommandArguments command(Command command, List<byte[]> keys) {
        CommandArguments arguments = new CommandArguments(command);
        keys.forEach(key -> arguments.add(new Raw(key)));
        return arguments;
    }

    static CommandArguments onEntries(Command command, List<EntryKey> keys) {
        CommandArguments arguments = new CommandArguments(command);
        keys.forEach(key -> arguments.add(new Raw(key.bytes())));
        return arguments;
    }

    static CommandArguments set(byte[] key, byte[] value, long ttlMillis) {
        CommandArguments set = command(Command.SET, key).add(new Raw(value));
        return ttlMillis == Store.FOREVER ? set : set.add(PX).add(ttlMillis);
    }

    static byte[][] keys(EntryKey key) {
        return new byte[][] {key.bytes(), key.lease()};
    }

    static byte[] kind(Seen seen) {
        return seen.kind().name().getBytes(US_ASCII);
    }

    static byte[] length(Seen seen) {
        return digits(seen.length());
    }

    /** A digest goes as Redis' Lua makes it, in hex. */
    static byte[] bytes(Seen seen) {
        return seen.kind() == Seen.Kind.DIGEST
                ? HexFormat.of().formatHex(seen.bytes()).getBytes(US_ASCII)
                : seen.bytes();
    }

    static byte[] digits(long number) {
        return Long.toString(number).getBytes(US_ASCII);
    }

    static <T> List<List<T>> batches(List<T> whole) {
        List<List<T>> batches = new ArrayList<>();
        for (int from = 0; from < whole.size(); from += BATCH) {
            batches.add(whole.subList(from, Math.min(from + BATCH, whole.size())));
        }
        return batches;
    }
}
