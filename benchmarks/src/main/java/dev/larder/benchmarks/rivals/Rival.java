package dev.larder.benchmarks.rivals;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A client of Redis, used as its manual shows it. All keep the same bytes under the same keys, each under a prefix of its
 * own, with the plainest codec that it has.
 */
interface Rival extends AutoCloseable {
    /** How long every entry lives. */
    Duration TTL = Duration.ofHours(1);

    /** How many connections a pool has at most; it is what Larder has by default. */
    int POOL = 16;

    /** The one that all are measured against. */
    String BASE = "Jedis";

    /** Whether it offers what this scenario asks for. */
    boolean offers(Scenario scenario);

    /** The value; null if there is none. */
    byte @Nullable [] get(String key);

    /** Sets a value. */
    void set(String key, byte[] value);

    /** The value, and if there is none the other, which is kept. */
    byte[] getOrSet(String key, byte[] otherwise);

    /** How many of these keys have a value, all of which are read. */
    int getMany(List<String> keys);

    /** Sets all. */
    void setMany(Map<String, byte[]> values);

    /** Sets a counter to 0. */
    void startCounter(String key);

    /** Adds one to a counter. */
    long increment(String key);

    @Override
    void close();
}
