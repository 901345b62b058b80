package dev.larder.internal.jedis;

import static dev.larder.internal.jedis.Commands.command;

import dev.larder.internal.store.Entry;
import dev.larder.internal.store.EntryKey;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisDataException;

/** What is asked about one key. */
final class Questions {
    private Questions() {}

    /** A value. */
    static final class Get extends Question<byte[]> {
        private final byte[] key;

        Get(byte[] key) {
            this.key = key;
        }

        @Override
        void write(RedisConnection connection) {
            connection.write(command(Command.GET, key));
        }

        @Override
        byte @Nullable [] read(RedisConnection connection) {
            return (byte[]) connection.reply();
        }

        @Override
        boolean asksForValue() {
            return true;
        }

        @Override
        int bytesIn(byte @Nullable [] value) {
            return value == null ? 0 : value.length;
        }
    }

    /** A value and its time to live. */
    static final class Read extends Question<Entry> {
        private final byte[] key;

        Read(byte[] key) {
            this.key = key;
        }

        @Override
        void write(RedisConnection connection) {
            connection.write(command(Command.GET, key));
            connection.write(command(Command.PTTL, key));
        }

        @Override
        @Nullable
        Entry read(RedisConnection connection) {
            Object value = connection.outcome();
            Object ttl = connection.outcome();
            return Replies.entry(sound(value), sound(ttl));
        }

        @Override
        boolean asksForValue() {
            return true;
        }

        @Override
        int bytesIn(@Nullable Entry entry) {
            return entry == null ? 0 : entry.value().length;
        }
    }

    /** A number. */
    static final class Counted extends Question<Long> {
        private final Command command;
        private final byte[] key;

        Counted(Command command, byte[] key) {
            this.command = command;
            this.key = key;
        }

        @Override
        void write(RedisConnection connection) {
            connection.write(command(command, key));
        }

        @Override
        Long read(RedisConnection connection) {
            return Replies.number(connection.reply());
        }
    }

    /** To change an entry; first the lease is ended, in the same flush. */
    static final class Change extends Question<Object> {
        private final EntryKey key;
        private final CommandArguments change;
        private final int valueBytes;

        Change(EntryKey key, CommandArguments change, int valueBytes) {
            this.key = key;
            this.change = change;
            this.valueBytes = valueBytes;
        }

        @Override
        void write(RedisConnection connection) {
            if (key.hasLease()) {
                connection.write(command(Command.UNLINK, key.lease()));
            }
            connection.write(change);
        }

        @Override
        @Nullable
        Object read(RedisConnection connection) {
            if (!key.hasLease()) {
                return connection.reply();
            }
            Object revoked = connection.outcome();
            Object changed = connection.outcome();
            if (revoked instanceof JedisDataException error
                    && changed != null
                    && !(changed instanceof JedisDataException)) {
                throw new PartlyDone(error, PartlyDone.by(changed));
            }
            sound(revoked);
            return sound(changed);
        }

        @Override
        int bytesSent() {
            return valueBytes;
        }
    }

    /** To remove an entry; how many there were. */
    static final class Removal extends Question<Long> {
        private final Change change;

        Removal(EntryKey key) {
            this.change = new Change(key, command(Command.UNLINK, key.bytes()), 0);
        }

        @Override
        void write(RedisConnection connection) {
            change.write(connection);
        }

        @Override
        Long read(RedisConnection connection) {
            return Replies.number(change.read(connection));
        }
    }

    private static @Nullable Object sound(@Nullable Object outcome) {
        if (outcome instanceof JedisDataException error) {
            throw error;
        }
        return outcome;
    }
}
