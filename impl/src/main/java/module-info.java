/** Caches on Redis through {@link redis.clients.jedis.RedisClient Jedis}. */
module dev.larder.impl {
    requires static org.jspecify;
    requires dev.larder.api;
    requires org.apache.commons.pool2;
    requires org.slf4j;
    requires redis.clients.jedis;

    provides dev.larder.CacheProvider with
            dev.larder.internal.RedisCacheProvider;
}
