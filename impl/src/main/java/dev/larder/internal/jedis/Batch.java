package dev.larder.internal.jedis;

import java.util.Iterator;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/** The questions of several callers, asked by one of them on one connection. */
final class Batch {
    private final RedisConnection connection;
    private final Iterator<Turns.Waiter<?>> unread;
    private final Predicate<RuntimeException> isStale;

    private Batch(RedisConnection connection, List<Turns.Waiter<?>> others, Predicate<RuntimeException> isStale) {
        this.connection = connection;
        this.unread = others.iterator();
        this.isStale = isStale;
    }

    /**
     * Asks a question and those of the others, each of whom is told what his comes to.
     *
     * @param isStale whether a fault says that the server had hung up before
     * @throws RuntimeException what befell the own question; not what befell those of the others later
     */
    static <R> @Nullable R ask(
            RedisConnection connection,
            Question<R> own,
            List<Turns.Waiter<?>> others,
            Predicate<RuntimeException> isStale) {
        return new Batch(connection, others, isStale).ask(own, others);
    }

    private <R> @Nullable R ask(Question<R> own, List<Turns.Waiter<?>> others) {
        try {
            own.write(connection);
            others.forEach(each -> each.write(connection));
            connection.flush();
            try {
                return own.read(connection);
            } catch (JedisDataException error) {
                readOthers();
                throw error;
            }
        } catch (RuntimeException broken) {
            failOthers(broken);
            throw broken;
        } finally {
            // not after a fault, for then nobody is left
            readOthers();
            failOthers(new JedisException("the caller who asked for this one has come to grief"));
        }
    }

    private void readOthers() {
        while (unread.hasNext()) {
            Turns.Waiter<?> next = unread.next();
            try {
                next.read(connection);
            } catch (RuntimeException broken) {
                connection.setBroken();
                next.fail(broken, isStale.test(broken));
                failOthers(broken);
            }
        }
    }

    private void failOthers(RuntimeException broken) {
        if (unread.hasNext()) {
            boolean stale = isStale.test(broken);
            unread.forEachRemaining(each -> each.fail(broken, stale));
        }
    }
}
