package dev.larder.benchmarks.rivals;

import com.alicp.jetcache.Cache;
import com.alicp.jetcache.CacheResult;
import com.alicp.jetcache.CacheValueHolder;
import com.alicp.jetcache.redis.lettuce.RedisLettuceCacheBuilder;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** JetCache on Lettuce, which is what its manual advises; its own holder of a value is left out of the bytes. */
final class JetCacheRival implements Rival {
    private final RedisClient client;
    private final Cache<String, byte[]> cache;

    JetCacheRival(List<Integer> ports) {
        this.client = RedisClient.create(RedisURI.create("127.0.0.1", ports.get(0)));
        this.cache = RedisLettuceCacheBuilder.createRedisLettuceCacheBuilder()
                .redisClient(client)
                .keyPrefix("jetcache:")
                .expireAfterWrite(TTL.toMillis(), TimeUnit.MILLISECONDS)
                .valueEncoder(holder -> (byte[]) ((CacheValueHolder<?>) holder).getValue())
                .valueDecoder(bytes -> new CacheValueHolder<>(bytes, TTL.toMillis()))
                .buildCache();
    }

    @Override
    public boolean offers(Scenario scenario) {
        return scenario.shards() == 1 && scenario.operation() != Operation.INCREMENT;
    }

    @Override
    public byte @Nullable [] get(String key) {
        return cache.get(key);
    }

    @Override
    public void set(String key, byte[] value) {
        expectDone(cache.PUT(key, value));
    }

    @Override
    public byte[] getOrSet(String key, byte[] otherwise) {
        return cache.computeIfAbsent(key, absent -> otherwise);
    }

    @Override
    public int getMany(List<String> keys) {
        return cache.getAll(new HashSet<>(keys)).size();
    }

    @Override
    public void setMany(Map<String, byte[]> values) {
        expectDone(cache.PUT_ALL(values));
    }

    /** Waits for the server, which {@code put} would not do. */
    private static void expectDone(CacheResult result) {
        if (!result.isSuccess()) {
            throw new IllegalStateException("JetCache did not set: " + result.getMessage());
        }
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
        cache.close();
        client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
    }
}
