package dev.larder.benchmarks.rivals;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.commons.pool2.impl.GenericObjectPoolConfig;
import org.jspecify.annotations.Nullable;
import org.springframework.cache.Cache;
import org.springframework.data.redis.cache.RedisCacheConfiguration;
import org.springframework.data.redis.cache.RedisCacheManager;
import org.springframework.data.redis.cache.RedisCacheWriter;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.jedis.JedisClientConfiguration;
import org.springframework.data.redis.connection.jedis.JedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.serializer.RedisSerializationContext.SerializationPair;
import org.springframework.data.redis.serializer.RedisSerializer;
import redis.clients.jedis.Jedis;

/** The cache of Spring Data Redis, which has neither calls for many keys nor counters. */
final class SpringRival implements Rival {
    private final Cache cache;
    private final Runnable closing;

    private SpringRival(RedisConnectionFactory factory, String name, Runnable closing) {
        this.cache = cache(writer(factory), name);
        this.closing = closing;
    }

    /** One that waits for the server, which it would not do on Lettuce. */
    private static RedisCacheWriter writer(RedisConnectionFactory factory) {
        return RedisCacheWriter.create(factory, writing -> writing.immediateWrites());
    }

    /** It on Jedis with its pool. */
    static SpringRival onJedis(List<Integer> ports) {
        JedisConnectionFactory factory = jedis(ports.get(0));
        return new SpringRival(factory, "spring-jedis", factory::destroy);
    }

    /** It on Lettuce with one connection for all threads. */
    static SpringRival onLettuce(List<Integer> ports) {
        LettuceConnectionFactory factory =
                new LettuceConnectionFactory(new RedisStandaloneConfiguration("127.0.0.1", ports.get(0)));
        factory.afterPropertiesSet();
        factory.start();
        return new SpringRival(factory, "spring-lettuce", factory::destroy);
    }

    /** Connections to this port by Jedis. */
    static JedisConnectionFactory jedis(int port) {
        GenericObjectPoolConfig<Jedis> pool = new GenericObjectPoolConfig<>();
        pool.setMaxTotal(POOL);
        pool.setMaxIdle(POOL);
        pool.setJmxEnabled(false);
        JedisConnectionFactory factory = new JedisConnectionFactory(
                new RedisStandaloneConfiguration("127.0.0.1", port),
                JedisClientConfiguration.builder()
                        .readTimeout(Duration.ofMinutes(1))
                        .usePooling()
                        .poolConfig(pool)
                        .build());
        factory.afterPropertiesSet();
        factory.start();
        return factory;
    }

    /** A cache of byte arrays. */
    static Cache cache(RedisCacheWriter writer, String name) {
        RedisCacheConfiguration configuration = RedisCacheConfiguration.defaultCacheConfig()
                .entryTtl(TTL)
                .serializeValuesWith(SerializationPair.fromSerializer(RedisSerializer.byteArray()));
        RedisCacheManager manager =
                RedisCacheManager.builder(writer).cacheDefaults(configuration).build();
        manager.afterPropertiesSet();
        return Objects.requireNonNull(manager.getCache(name), "caches are made when they are asked for");
    }

    @Override
    public boolean offers(Scenario scenario) {
        return !scenario.operation().isOfMany() && scenario.operation() != Operation.INCREMENT;
    }

    @Override
    public byte @Nullable [] get(String key) {
        return cache.get(key, byte[].class);
    }

    @Override
    public void set(String key, byte[] value) {
        cache.put(key, value);
    }

    @Override
    public byte[] getOrSet(String key, byte[] otherwise) {
        return Objects.requireNonNull(cache.get(key, () -> otherwise), "the loader has returned a value");
    }

    @Override
    public int getMany(List<String> keys) {
        throw new UnsupportedOperationException("one key a call");
    }

    @Override
    public void setMany(Map<String, byte[]> values) {
        throw new UnsupportedOperationException("one key a call");
    }

    @Override
    public void startCounter(String key) {
        throw new UnsupportedOperationException("no counters");
    }

    @Override
    public long increment(String key) {
        throw new UnsupportedOperationException("no counters");
    }

    @Override
    public void close() {
        closing.run();
    }
}
