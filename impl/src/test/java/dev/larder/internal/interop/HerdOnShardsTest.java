package dev.larder.internal.interop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.Cache;
import dev.larder.CacheBuilder;
import dev.larder.Hashing;
import dev.larder.Shard;
import dev.larder.Topology;
import dev.larder.ValueFormat;
import dev.larder.internal.store.Placement;
import dev.larder.testkit.RawRedis;
import dev.larder.testkit.RedisProcess;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class HerdOnShardsTest {
    @Test
    void the_marker_is_beside_its_value_and_the_lock_where_python_looks_for_it() {
        List<RedisProcess> servers =
                Stream.generate(RedisProcess::start).limit(3).toList();
        Topology.Sharded topology = Topology.sharded(
                        servers.stream().map(RedisProcess::uri).toArray(String[]::new))
                .hashing(Hashing.DJANGO);
        List<Shard> shards = topology.shards();
        Placement placement = Placement.of(Hashing.DJANGO, shards, 0);
        try (Cache<String> cache = CacheBuilder.connectTo(topology)
                .valueFormat(ValueFormat.PLAIN)
                .serializer("json")
                .build(String.class)) {
            int apart = 0;
            for (String key : IntStream.range(0, 30).mapToObj(i -> "k" + i).toList()) {
                int lockHome = placement.shardOf(("__lock__:1:" + key).getBytes(UTF_8));
                int home = placement.shardOf((":1:" + key).getBytes(UTF_8));
                apart += lockHome == home ? 0 : 1;
                cache.getOrSet(key, () -> {
                    assertThat(keysOn(servers.get(lockHome))).contains("__lock__:1:" + key);
                    return "v";
                });
                assertThat(keysOn(servers.get(home))).contains(":1:" + key, "__fresh__:1:" + key);
                assertThat(keysOn(servers.get(lockHome))).doesNotContain("__lock__:1:" + key);
            }
            assertThat(apart).isPositive();
            assertThat(cache.clear()).isEqualTo(30);
            servers.forEach(each -> assertThat(keysOn(each)).isEmpty());
        } finally {
            servers.forEach(RedisProcess::close);
        }
    }

    private static List<String> keysOn(RedisProcess server) {
        try (RawRedis raw = server.raw()) {
            return raw.keys();
        }
    }
}
