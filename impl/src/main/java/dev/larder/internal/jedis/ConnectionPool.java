package dev.larder.internal.jedis;

import dev.larder.Pool;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.commons.pool2.DestroyMode;
import org.apache.commons.pool2.impl.GenericObjectPool;
import org.apache.commons.pool2.impl.GenericObjectPoolConfig;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.exceptions.JedisConnectionException;

/**
 * The connections to one server, pooled without the habit of opening another for each that broke before its caller hears of
 * it. The one that was used last stays outside, where the next caller finds it without the bookkeeping of the pool, which
 * takes as long as a twentieth of a round trip on one machine.
 */
final class ConnectionPool extends GenericObjectPool<RedisConnection> {
    private static final Duration IDLE_CHECK = Duration.ofSeconds(30);
    /** One in so many of those that are idle. */
    private static final int ALL = -1;

    private final AtomicReference<@Nullable RedisConnection> last = new AtomicReference<>();

    /** No connection is made before the first is needed. */
    ConnectionPool(ConnectionFactory factory, Pool size) {
        this(factory, size, IDLE_CHECK);
    }

    /** With another time between two checks of those that are idle. */
    ConnectionPool(ConnectionFactory factory, Pool size, Duration idleCheck) {
        super(factory, config(size, idleCheck));
    }

    private static GenericObjectPoolConfig<RedisConnection> config(Pool size, Duration idleCheck) {
        GenericObjectPoolConfig<RedisConnection> config = new GenericObjectPoolConfig<>();
        // beside those of callers there is the reserved one, and the one that is just being checked
        config.setMaxTotal(size.max() + 2);
        config.setMaxIdle(size.max());
        config.setMinIdle(size.minIdle());
        config.setBlockWhenExhausted(!size.maxWait().isZero());
        config.setMaxWait(size.maxWait());
        config.setTestWhileIdle(true);
        config.setTimeBetweenEvictionRuns(idleCheck);
        config.setNumTestsPerEvictionRun(ALL);
        config.setJmxEnabled(false);
        return config;
    }

    /** A connection for one who has a place for it. */
    RedisConnection take(long start, long waitNanos) throws Exception {
        RedisConnection used = last.get() == null ? null : last.getAndSet(null);
        if (used != null && !isClosed()) {
            return used;
        }
        if (used != null) {
            discard(used);
        }
        return borrowObject(Duration.ofNanos(Math.max(0, waitNanos - (System.nanoTime() - start))));
    }

    /** Takes a sound connection back. */
    void rest(RedisConnection connection) {
        RedisConnection before = last.getAndSet(connection);
        if (before != null) {
            returnObject(before);
        }
        if (isClosed()) {
            restLast();
        }
    }

    private void restLast() {
        RedisConnection used = last.getAndSet(null);
        if (used != null) {
            returnObject(used);
        }
    }

    void discard(RedisConnection connection) {
        try {
            invalidateObject(connection, DestroyMode.NORMAL);
        } catch (Exception alreadyGone) {
            // its socket may be closed already; the pool has forgotten it in any case
            connection.setBroken();
        }
    }

    int inUse() {
        return Math.max(0, getNumActive() - outside());
    }

    int idle() {
        return getNumIdle() + outside();
    }

    private int outside() {
        return last.get() == null ? 0 : 1;
    }

    @Override
    public void addObject() {
        // who waits for a place opens a connection once there is one
    }

    /**
     * Asks all idle ones whether they are alive, the last one too. If one gets no answer in time, the others are closed
     * unasked: they would get none either, and meanwhile the thread could do nothing for the other pools of the JVM.
     */
    @Override
    public void evict() throws Exception {
        restLast();
        try {
            super.evict();
        } catch (JedisConnectionException silent) {
            clear();
        }
    }

    @Override
    public void clear() {
        restLast();
        super.clear();
    }

    @Override
    public void close() {
        super.close();
        restLast();
    }
}
