package dev.larder.internal.jedis;

import static dev.larder.internal.jedis.Commands.command;
import static dev.larder.internal.jedis.Commands.onEntries;

import dev.larder.internal.store.EntryKey;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisDataException;

/** How many keys are asked for at once: in one command, or, where their slots may differ, in one each, all sent together. */
enum Bulk {
    /** In one command for all. */
    TOGETHER {
        @Override
        void writeGets(RedisConnection connection, List<EntryKey> keys) {
            connection.write(onEntries(Command.MGET, keys));
        }

        @Override
        List<@Nullable Object> values(RedisConnection connection, int count) {
            return Replies.list(connection.reply(), count);
        }

        @Override
        void writeRevocations(RedisConnection connection, List<EntryKey> keys) {
            List<byte[]> leases = keys.stream()
                    .filter(EntryKey::hasLease)
                    .map(EntryKey::lease)
                    .toList();
            if (!leases.isEmpty()) {
                connection.write(command(Command.UNLINK, leases));
            }
        }

        @Override
        void writeUnlinks(RedisConnection connection, List<EntryKey> keys) {
            writeRevocations(connection, keys);
            connection.write(onEntries(Command.UNLINK, keys));
        }

        @Override
        long unlinked(RedisConnection connection, int count) {
            List<@Nullable Object> replies = connection.replies();
            return Replies.number(replies.get(replies.size() - 1));
        }
    },

    /** In a command for each. */
    KEY_BY_KEY {
        @Override
        void writeGets(RedisConnection connection, List<EntryKey> keys) {
            keys.forEach(key -> connection.write(command(Command.GET, key.bytes())));
        }

        @Override
        List<@Nullable Object> values(RedisConnection connection, int count) {
            List<@Nullable Object> values = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                values.add(value(connection));
            }
            return values;
        }

        // as MGET has it, what is no string is nothing
        private @Nullable Object value(RedisConnection connection) {
            try {
                return connection.reply();
            } catch (JedisDataException error) {
                if (String.valueOf(error.getMessage()).startsWith("WRONGTYPE")) {
                    return null;
                }
                connection.outcomes();
                throw error;
            }
        }

        @Override
        void writeRevocations(RedisConnection connection, List<EntryKey> keys) {
            keys.stream()
                    .filter(EntryKey::hasLease)
                    .forEach(key -> connection.write(command(Command.UNLINK, key.lease())));
        }

        @Override
        void writeUnlinks(RedisConnection connection, List<EntryKey> keys) {
            writeRevocations(connection, keys);
            keys.forEach(key -> connection.write(command(Command.UNLINK, key.bytes())));
        }

        @Override
        long unlinked(RedisConnection connection, int count) {
            List<@Nullable Object> outcomes = connection.outcomes();
            long unlinked = 0;
            for (Object reply : outcomes.subList(outcomes.size() - count, outcomes.size())) {
                unlinked += reply instanceof JedisDataException ? 0 : Replies.number(reply);
            }
            for (Object each : outcomes) {
                if (each instanceof JedisDataException error) {
                    throw new PartlyDone(error, unlinked);
                }
            }
            return unlinked;
        }
    };

    /** Writes what asks for the values of these. */
    abstract void writeGets(RedisConnection connection, List<EntryKey> keys);

    /** Reads as many values. */
    abstract List<@Nullable Object> values(RedisConnection connection, int count);

    /** Writes what removes the leases of these. */
    abstract void writeRevocations(RedisConnection connection, List<EntryKey> keys);

    /** Writes what removes the leases of these, and then them. */
    abstract void writeUnlinks(RedisConnection connection, List<EntryKey> keys);

    /** Reads how many of as many entries were there. */
    abstract long unlinked(RedisConnection connection, int count);
}
