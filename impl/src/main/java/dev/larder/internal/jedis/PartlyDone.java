package dev.larder.internal.jedis;

import redis.clients.jedis.exceptions.JedisDataException;

/** An error among several replies of which others say that something was done. */
final class PartlyDone extends JedisDataException {
    private static final long serialVersionUID = 1L;

    private final long done;

    PartlyDone(JedisDataException error, long done) {
        super(error.getMessage(), error);
        this.done = done;
    }

    /** How much the reply to a command says that it has done. */
    static long by(Object reply) {
        return reply instanceof Long number ? number : 1;
    }

    /** How much was done. */
    long done() {
        return done;
    }
}
