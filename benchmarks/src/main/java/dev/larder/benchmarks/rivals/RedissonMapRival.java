package dev.larder.benchmarks.rivals;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.redisson.api.RMapCache;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.ByteArrayCodec;
import org.redisson.client.codec.StringCodec;
import org.redisson.codec.CompositeCodec;

/** Redisson with one map whose entries expire: each call is a script over a hash. */
final class RedissonMapRival implements Rival {
    private final RedissonClient redisson;
    private final RMapCache<String, byte[]> map;

    RedissonMapRival(List<Integer> ports) {
        this.redisson = RedissonRival.connected(ports.get(0));
        this.map = redisson.getMapCache(
                "redisson-map",
                new CompositeCodec(StringCodec.INSTANCE, ByteArrayCodec.INSTANCE, ByteArrayCodec.INSTANCE));
    }

    @Override
    public boolean offers(Scenario scenario) {
        return scenario.shards() == 1 && scenario.operation() != Operation.INCREMENT;
    }

    @Override
    public byte @Nullable [] get(String key) {
        return map.get(key);
    }

    @Override
    public void set(String key, byte[] value) {
        boolean unused = map.fastPut(key, value, TTL.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public byte[] getOrSet(String key, byte[] otherwise) {
        return map.computeIfAbsent(key, TTL, absent -> otherwise);
    }

    @Override
    public int getMany(List<String> keys) {
        return map.getAll(new HashSet<>(keys)).size();
    }

    @Override
    public void setMany(Map<String, byte[]> values) {
        map.putAll(values, TTL.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void startCounter(String key) {
        throw new UnsupportedOperationException("values are bytes here");
    }

    @Override
    public long increment(String key) {
        throw new UnsupportedOperationException("values are bytes here");
    }

    @Override
    public void close() {
        redisson.shutdown();
    }
}
