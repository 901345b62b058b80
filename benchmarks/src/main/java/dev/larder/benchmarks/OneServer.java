package dev.larder.benchmarks;

import dev.larder.Cache;
import dev.larder.CacheBuilder;
import dev.larder.Ttl;
import dev.larder.testkit.RedisProcess;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.params.SetParams;

/** One thread, one server and a value of a kilobyte: a cache beside Jedis with its pool. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class OneServer {
    private static final byte[] KEY = "bench:1:key".getBytes(StandardCharsets.UTF_8);
    private static final byte[] OWN = "own".getBytes(StandardCharsets.UTF_8);
    private static final byte[] ABSENT = "bench:1:absent".getBytes(StandardCharsets.UTF_8);

    private final byte[] value = new byte[1024];
    private final RedisProcess server = RedisProcess.start();
    private final RedisClient jedis = RedisClient.builder()
            .hostAndPort("127.0.0.1", server.port())
            .poolConfig(poolConfig())
            .build();
    private final Cache<byte[]> cache = CacheBuilder.connectTo(server.uri())
            .keyPrefix("bench")
            .serializer(new RawBytes())
            .defaultTtl(Ttl.ofHours(1))
            .build(byte[].class);

    /** For JMH. */
    public OneServer() {
        Arrays.fill(value, (byte) 'v');
        cache.set("key", value);
        jedis.set(OWN, value);
    }

    private static ConnectionPoolConfig poolConfig() {
        ConnectionPoolConfig pool = new ConnectionPoolConfig();
        pool.setMaxTotal(16);
        pool.setJmxEnabled(false);
        return pool;
    }

    /** Ends all. */
    @TearDown
    public void stop() {
        cache.close();
        jedis.close();
        server.close();
    }

    /** GET by Jedis. */
    @Benchmark
    public byte[] jedisGets() {
        return jedis.get(KEY);
    }

    /** The same value, with its envelope opened and its checksum compared. */
    @Benchmark
    @Beside("jedisGets")
    public byte @Nullable [] cacheGets() {
        return cache.get("key");
    }

    /** A fresh value, whose time to live is asked for in the same round trip. */
    @Benchmark
    @Beside("jedisGets")
    public byte[] cacheLoadsWarm() {
        return cache.getOrSet("key", () -> value);
    }

    /** GET of nothing by Jedis. */
    @Benchmark
    public byte @Nullable [] jedisMisses() {
        return jedis.get(ABSENT);
    }

    /** A miss. */
    @Benchmark
    @Beside("jedisMisses")
    public byte @Nullable [] cacheMisses() {
        return cache.get("absent");
    }

    /** SET with a time to live by Jedis. */
    @Benchmark
    public String jedisSets() {
        return jedis.set(OWN, value, SetParams.setParams().px(3_600_000));
    }

    /** The same, with an envelope, after the lease of any load is ended in the same round trip. */
    @Benchmark
    @Beside("jedisSets")
    public void cacheSets() {
        cache.set("other", value);
    }
}
