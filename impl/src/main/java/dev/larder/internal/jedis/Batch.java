package dev.larder.internal.jedis;

import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/** The questions of several callers, asked by one of them on one connection. */
final class Batch {
    private final RedisConnection connection;
    private final List<Turns.Waiter<?>> others;
    private final Predicate<RuntimeException> isStale;
    /** How many of the others know what theirs came to. */
    private int told;

    private Batch(RedisConnection connection, List<Turns.Waiter<?>> others, Predicate<RuntimeException> isStale) {
        this.connection = connection;
        this.others = others;
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
        return new Batch(connection, others, isStale).ask(own);
    }

    private <R> @Nullable R ask(Question<R> own) {
        try {
            own.write(connection);
            others.forEach(each -> each.write(connection));
            connection.flush();
            R answer;
            try {
                answer = own.read(connection);
            } catch (JedisDataException error) {
                readOthers();
                throw error;
            }
            readOthers();
            return answer;
        } catch (RuntimeException broken) {
            failOthers(broken);
            throw broken;
        } finally {
            if (told < others.size()) {
                // an Error, after which nobody knows whose reply is next
                connection.setBroken();
                failOthers(new JedisException("the caller who asked for this one has come to grief"));
            }
        }
    }

    private void readOthers() {
        try {
            for (; told < others.size(); told++) {
                others.get(told).read(connection);
            }
        } catch (RuntimeException broken) {
            connection.setBroken();
            failOthers(broken);
        }
    }

    private void failOthers(RuntimeException broken) {
        if (told < others.size()) {
            boolean stale = isStale.test(broken);
            for (; told < others.size(); told++) {
                others.get(told).fail(broken, stale);
            }
        }
    }
}
