package dev.larder.benchmarks.rivals;

import io.lettuce.core.KeyValue;
import io.lettuce.core.LettuceFutures;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SetArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** Lettuce with one connection for all threads; all servers are asked at once. */
final class LettuceRival implements Rival {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final RedisClient client = RedisClient.create();
    private final List<StatefulRedisConnection<String, byte[]>> connections;

    LettuceRival(List<Integer> ports) {
        RedisCodec<String, byte[]> codec = RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE);
        this.connections = ports.stream()
                .map(port -> client.connect(codec, RedisURI.create("127.0.0.1", port)))
                .toList();
    }

    private int homeOf(String key) {
        return Math.floorMod(key.hashCode(), connections.size());
    }

    private StatefulRedisConnection<String, byte[]> connection(String key) {
        return connections.get(homeOf(key));
    }

    @Override
    public boolean offers(Scenario scenario) {
        return true;
    }

    @Override
    public byte @Nullable [] get(String key) {
        return connection(key).sync().get("lettuce:" + key);
    }

    @Override
    public void set(String key, byte[] value) {
        connection(key).sync().set("lettuce:" + key, value, SetArgs.Builder.px(TTL.toMillis()));
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
        List<List<String>> homes = new ArrayList<>();
        connections.forEach(connection -> homes.add(new ArrayList<>()));
        keys.forEach(key -> homes.get(homeOf(key)).add("lettuce:" + key));
        List<RedisFuture<List<KeyValue<String, byte[]>>>> asked = new ArrayList<>();
        for (int i = 0; i < homes.size(); i++) {
            if (!homes.get(i).isEmpty()) {
                asked.add(connections.get(i).async().mget(homes.get(i).toArray(String[]::new)));
            }
        }
        int found = 0;
        for (RedisFuture<List<KeyValue<String, byte[]>>> each : asked) {
            for (KeyValue<String, byte[]> entry : outcome(each)) {
                found += entry.hasValue() ? 1 : 0;
            }
        }
        return found;
    }

    private static <T> T outcome(RedisFuture<T> future) {
        try {
            return future.get();
        } catch (InterruptedException | ExecutionException failed) {
            throw new IllegalStateException("Lettuce did not answer", failed);
        }
    }

    @Override
    public void setMany(Map<String, byte[]> values) {
        List<RedisFuture<String>> asked = new ArrayList<>();
        values.forEach((key, value) ->
                asked.add(connection(key).async().set("lettuce:" + key, value, SetArgs.Builder.px(TTL.toMillis()))));
        if (!LettuceFutures.awaitAll(PATIENCE, asked.toArray(RedisFuture[]::new))) {
            throw new IllegalStateException("Lettuce did not answer in " + PATIENCE);
        }
    }

    @Override
    public void startCounter(String key) {
        set(key, new byte[] {'0'});
    }

    @Override
    public long increment(String key) {
        return connection(key).sync().incr("lettuce:" + key);
    }

    @Override
    public void close() {
        connections.forEach(StatefulRedisConnection::close);
        client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
    }
}
