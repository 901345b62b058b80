package dev.larder.benchmarks.rivals;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.AbstractPipeline;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.params.SetParams;

/** Bare Jedis with its pool; on many servers one after the other is asked, as one does by hand. */
final class JedisRival implements Rival {
    private static final SetParams LIVING = SetParams.setParams().px(TTL.toMillis());

    private final List<RedisClient> clients;

    JedisRival(List<Integer> ports) {
        this.clients = ports.stream().map(JedisRival::client).toList();
    }

    private static RedisClient client(int port) {
        ConnectionPoolConfig pool = new ConnectionPoolConfig();
        pool.setMaxTotal(POOL);
        pool.setMaxIdle(POOL);
        pool.setJmxEnabled(false);
        return RedisClient.builder()
                .hostAndPort("127.0.0.1", port)
                .poolConfig(pool)
                .build();
    }

    private static byte[] bytes(String key) {
        return ("jedis:" + key).getBytes(UTF_8);
    }

    private int homeOf(String key) {
        return Math.floorMod(key.hashCode(), clients.size());
    }

    private RedisClient client(String key) {
        return clients.get(homeOf(key));
    }

    private List<List<byte[]>> byHome(Iterable<String> keys) {
        List<List<byte[]>> homes = new ArrayList<>();
        clients.forEach(client -> homes.add(new ArrayList<>()));
        keys.forEach(key -> homes.get(homeOf(key)).add(bytes(key)));
        return homes;
    }

    @Override
    public boolean offers(Scenario scenario) {
        return true;
    }

    @Override
    public byte @Nullable [] get(String key) {
        return client(key).get(bytes(key));
    }

    @Override
    public void set(String key, byte[] value) {
        client(key).set(bytes(key), value, LIVING);
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
        List<List<byte[]>> homes = byHome(keys);
        int found = 0;
        for (int i = 0; i < homes.size(); i++) {
            if (!homes.get(i).isEmpty()) {
                for (byte[] value : clients.get(i).mget(homes.get(i).toArray(byte[][]::new))) {
                    found += value == null ? 0 : 1;
                }
            }
        }
        return found;
    }

    @Override
    public void setMany(Map<String, byte[]> values) {
        for (int i = 0; i < clients.size(); i++) {
            int home = i;
            try (AbstractPipeline pipeline = clients.get(i).pipelined()) {
                values.forEach((key, value) -> {
                    if (homeOf(key) == home) {
                        pipeline.set(bytes(key), value, LIVING);
                    }
                });
                pipeline.sync();
            }
        }
    }

    @Override
    public void startCounter(String key) {
        client(key).set("jedis:" + key, "0", LIVING);
    }

    @Override
    public long increment(String key) {
        return client(key).incr(bytes(key));
    }

    @Override
    public void close() {
        clients.forEach(RedisClient::close);
    }
}
