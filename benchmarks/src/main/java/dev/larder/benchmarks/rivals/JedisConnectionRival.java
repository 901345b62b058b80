package dev.larder.benchmarks.rivals;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.params.SetParams;

/** One connection of bare Jedis, which one thread may use at a time: what a pool costs is missing. */
final class JedisConnectionRival implements Rival {
    private static final SetParams LIVING = SetParams.setParams().px(TTL.toMillis());

    private final Jedis jedis;

    JedisConnectionRival(List<Integer> ports) {
        this.jedis = new Jedis("127.0.0.1", ports.get(0));
    }

    private static byte[] bytes(String key) {
        return ("connection:" + key).getBytes(UTF_8);
    }

    @Override
    public boolean offers(Scenario scenario) {
        return scenario.threads() == 1 && scenario.shards() == 1;
    }

    @Override
    public byte @Nullable [] get(String key) {
        return jedis.get(bytes(key));
    }

    @Override
    public void set(String key, byte[] value) {
        jedis.set(bytes(key), value, LIVING);
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
        int found = 0;
        for (byte[] value :
                jedis.mget(keys.stream().map(JedisConnectionRival::bytes).toArray(byte[][]::new))) {
            found += value == null ? 0 : 1;
        }
        return found;
    }

    @Override
    public void setMany(Map<String, byte[]> values) {
        try (Pipeline pipeline = jedis.pipelined()) {
            values.forEach((key, value) -> pipeline.set(bytes(key), value, LIVING));
            pipeline.sync();
        }
    }

    @Override
    public void startCounter(String key) {
        jedis.set("connection:" + key, "0", LIVING);
    }

    @Override
    public long increment(String key) {
        return jedis.incr(bytes(key));
    }

    @Override
    public void close() {
        jedis.close();
    }
}
