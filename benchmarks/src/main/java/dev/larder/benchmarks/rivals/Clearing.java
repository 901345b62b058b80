package dev.larder.benchmarks.rivals;

import dev.larder.Cache;
import dev.larder.CacheBuilder;
import dev.larder.benchmarks.RawBytes;
import dev.larder.testkit.RawRedis;
import dev.larder.testkit.RedisProcess;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.redisson.api.RMapCache;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.ByteArrayCodec;
import org.redisson.client.codec.StringCodec;
import org.redisson.codec.CompositeCodec;
import org.springframework.data.redis.cache.BatchStrategies;
import org.springframework.data.redis.cache.BatchStrategy;
import org.springframework.data.redis.cache.RedisCacheWriter;
import org.springframework.data.redis.connection.jedis.JedisConnectionFactory;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.params.ScanParams;
import redis.clients.jedis.resps.ScanResult;

/** Removes a million keys in each way that there is, while another client keeps asking whether the server is there. */
final class Clearing {
    /** By what it is chosen. */
    static final String NAME = "clear";

    private static final int KEYS = 1_000_000;
    private static final int BATCH = 1_000;
    /** How many keys a client may keep for itself. */
    private static final int OF_THEIR_OWN = 2;

    private static final String FILL =
            "for i = 1, ARGV[2] do redis.call('set', ARGV[1] .. i, ARGV[3], 'px', 3600000) end";

    private final RedisProcess server;

    private Clearing(RedisProcess server) {
        this.server = server;
    }

    /**
     * What clearing did.
     *
     * @param pauseMillis how long another client waited for a PING at most
     * @param commandMillis how long the server was busy with a single command at most
     */
    record Line(String way, double seconds, double pauseMillis, double commandMillis) {}

    private interface Way {
        void clear() throws Exception;
    }

    /** Clears in all ways, on a new server each time. */
    static List<Line> run() {
        Map<String, Function<Clearing, Line>> ways = new LinkedHashMap<>();
        ways.put("Jedis: SCAN and UNLINK by hand", Clearing::byHand);
        ways.put("Larder: clear", Clearing::byLarder);
        ways.put("Spring: clear, KEYS and DEL (its default)", Clearing::bySpring);
        ways.put("Spring: clear, with BatchStrategies.scan(1000)", Clearing::bySpringScanning);
        ways.put("Redisson: RKeys.unlinkByPattern", Clearing::byRedisson);
        ways.put("Redisson: RMapCache.clear", Clearing::byRedissonMap);
        List<Line> lines = new ArrayList<>();
        ways.forEach((name, way) -> {
            System.out.println("clear of " + KEYS + " keys, " + name);
            try (RedisProcess server = RedisProcess.start()) {
                Line line = way.apply(new Clearing(server));
                lines.add(new Line(name, line.seconds, line.pauseMillis, line.commandMillis));
            }
        });
        return lines;
    }

    private Line byHand() {
        fill("jedis:");
        try (Jedis jedis = new Jedis("127.0.0.1", server.port())) {
            return watched(() -> {
                ScanParams params = new ScanParams().match("jedis:*").count(BATCH);
                String cursor = ScanParams.SCAN_POINTER_START;
                do {
                    ScanResult<String> page = jedis.scan(cursor, params);
                    if (!page.getResult().isEmpty()) {
                        jedis.unlink(page.getResult().toArray(String[]::new));
                    }
                    cursor = page.getCursor();
                } while (!cursor.equals(ScanParams.SCAN_POINTER_START));
            });
        }
    }

    private Line byLarder() {
        fill("larder:1:");
        try (Cache<byte[]> cache = CacheBuilder.connectTo(server.uri())
                .keyPrefix("larder")
                .serializer(new RawBytes())
                .build(byte[].class)) {
            return watched(() -> {
                if (cache.clear() < KEYS) {
                    throw new IllegalStateException("some keys were not counted");
                }
            });
        }
    }

    private Line bySpring() {
        return bySpring(BatchStrategies.keys());
    }

    private Line bySpringScanning() {
        return bySpring(BatchStrategies.scan(BATCH));
    }

    private Line bySpring(BatchStrategy batches) {
        fill("spring::");
        JedisConnectionFactory factory = SpringRival.jedis(server.port());
        try {
            RedisCacheWriter writer = RedisCacheWriter.nonLockingRedisCacheWriter(factory, batches);
            return watched(SpringRival.cache(writer, "spring")::clear);
        } finally {
            factory.destroy();
        }
    }

    private Line byRedisson() {
        fill("redisson:");
        RedissonClient redisson = RedissonRival.connected(server.port());
        try {
            return watched(() -> {
                if (redisson.getKeys().unlinkByPattern("redisson:*") < KEYS) {
                    throw new IllegalStateException("some keys were not counted");
                }
            });
        } finally {
            redisson.shutdown();
        }
    }

    private Line byRedissonMap() {
        RedissonClient redisson = RedissonRival.connected(server.port());
        try {
            RMapCache<String, byte[]> map = redisson.getMapCache(
                    "map", new CompositeCodec(StringCodec.INSTANCE, ByteArrayCodec.INSTANCE, ByteArrayCodec.INSTANCE));
            Map<String, byte[]> batch = new HashMap<>();
            for (int i = 0; i < KEYS; i++) {
                batch.put("key-" + i, new byte[100]);
                if (batch.size() == BATCH) {
                    map.putAll(batch, Rival.TTL.toMillis(), TimeUnit.MILLISECONDS);
                    batch.clear();
                }
            }
            return watched(map::clear);
        } finally {
            redisson.shutdown();
        }
    }

    private void fill(String prefix) {
        try (RawRedis raw = server.raw()) {
            raw.command("EVAL", FILL, "0", prefix, Integer.toString(KEYS), "v".repeat(100));
        }
    }

    private Line watched(Way way) {
        try (RawRedis raw = server.raw()) {
            raw.command("CONFIG", "SET", "slowlog-log-slower-than", "1000");
            raw.command("CONFIG", "SET", "slowlog-max-len", "10000");
            raw.command("SLOWLOG", "RESET");
            AtomicBoolean over = new AtomicBoolean();
            AtomicLong longest = new AtomicLong();
            CountDownLatch answered = new CountDownLatch(1);
            Thread asking = new Thread(() -> ask(over, longest, answered), "asking");
            asking.start();
            answered.await();
            long start = System.nanoTime();
            try {
                way.clear();
            } finally {
                over.set(true);
                asking.join();
            }
            double seconds = (System.nanoTime() - start) / 1e9;
            double slowest = slowest(raw.command("SLOWLOG", "GET", "10000"));
            long left = raw.number("DBSIZE");
            if (left > OF_THEIR_OWN) {
                throw new IllegalStateException(left + " keys are left");
            }
            return new Line("", seconds, longest.get() / 1e6, slowest);
        } catch (Exception failed) {
            throw new IllegalStateException("could not clear", failed);
        }
    }

    private void ask(AtomicBoolean over, AtomicLong longest, CountDownLatch answered) {
        try (Jedis jedis = new Jedis("127.0.0.1", server.port(), 60_000)) {
            jedis.ping();
            answered.countDown();
            while (!over.get()) {
                long start = System.nanoTime();
                jedis.ping();
                longest.accumulateAndGet(System.nanoTime() - start, Math::max);
            }
        }
    }

    /** The longest of these entries of the slow log, in milliseconds; 0 if none took one. */
    private static double slowest(@Nullable Object log) {
        double slowest = 0;
        if (log instanceof List<?> entries) {
            for (Object entry : entries) {
                if (entry instanceof List<?> fields && fields.get(2) instanceof Long micros) {
                    slowest = Math.max(slowest, micros / 1_000.0);
                }
            }
        }
        return slowest;
    }
}
