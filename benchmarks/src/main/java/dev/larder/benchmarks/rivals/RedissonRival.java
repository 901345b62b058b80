package dev.larder.benchmarks.rivals;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.redisson.Redisson;
import org.redisson.api.BatchResult;
import org.redisson.api.RBatch;
import org.redisson.api.RFuture;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.ByteArrayCodec;
import org.redisson.config.Config;

/** Redisson with a bucket for each key. */
final class RedissonRival implements Rival {
    private final RedissonClient redisson;

    RedissonRival(List<Integer> ports) {
        this.redisson = connected(ports.get(0));
    }

    /** A client with as many connections as the others. */
    static RedissonClient connected(int port) {
        Config config = new Config();
        config.setCodec(ByteArrayCodec.INSTANCE);
        config.useSingleServer()
                .setAddress("redis://127.0.0.1:" + port)
                .setConnectionPoolSize(POOL)
                .setConnectionMinimumIdleSize(POOL);
        return Redisson.create(config);
    }

    private static String name(String key) {
        return "redisson:" + key;
    }

    @Override
    public boolean offers(Scenario scenario) {
        return scenario.shards() == 1;
    }

    @Override
    public byte @Nullable [] get(String key) {
        return redisson.<byte[]>getBucket(name(key)).get();
    }

    @Override
    public void set(String key, byte[] value) {
        redisson.<byte[]>getBucket(name(key)).set(value, TTL);
    }

    @Override
    public byte[] getOrSet(String key, byte[] otherwise) {
        byte[] found = get(key);
        if (found != null) {
            return found;
        }
        set(key, otherwise);
        return otherwise;
    }

    @Override
    public int getMany(List<String> keys) {
        return redisson.getBuckets()
                .<byte[]>get(keys.stream().map(RedissonRival::name).toArray(String[]::new))
                .size();
    }

    @Override
    public void setMany(Map<String, byte[]> values) {
        RBatch batch = redisson.createBatch();
        List<RFuture<Void>> asked = new ArrayList<>();
        values.forEach((key, value) ->
                asked.add(batch.<byte[]>getBucket(name(key)).setAsync(value, TTL.toMillis(), TimeUnit.MILLISECONDS)));
        BatchResult<?> done = batch.execute();
        if (done.getResponses().size() != asked.size()) {
            throw new IllegalStateException(
                    "Redisson set " + done.getResponses().size() + " of " + asked.size());
        }
    }

    @Override
    public void startCounter(String key) {
        redisson.getAtomicLong(name(key)).set(0);
    }

    @Override
    public long increment(String key) {
        return redisson.getAtomicLong(name(key)).incrementAndGet();
    }

    @Override
    public void close() {
        redisson.shutdown();
    }
}
