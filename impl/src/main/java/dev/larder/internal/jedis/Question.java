package dev.larder.internal.jedis;

import org.jspecify.annotations.Nullable;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * Few and small commands and what their replies come to, so that they can be sent together with those of other callers.
 *
 * @param <R> what the replies come to
 */
abstract class Question<R> implements ServerPool.Exchange<R> {
    /** Puts the commands into the buffer of the connection. */
    abstract void write(RedisConnection connection);

    /** Reads as many replies as there are commands, however many of them are errors. */
    abstract @Nullable R read(RedisConnection connection);

    /** How many bytes of values are sent. */
    int bytesSent() {
        return 0;
    }

    /** Whether the reply brings a value. */
    boolean asksForValue() {
        return false;
    }

    /** How long the value is in this answer. */
    int bytesIn(@Nullable R answer) {
        return 0;
    }

    /** What to do on a connection of its own after this error, which says that nothing was done; null if there is nothing. */
    ServerPool.@Nullable Exchange<R> instead(JedisDataException error) {
        return null;
    }

    /** Asks on a connection that nobody else has meanwhile. */
    @Override
    public @Nullable R with(RedisConnection connection) {
        write(connection);
        connection.flush();
        return read(connection);
    }
}
