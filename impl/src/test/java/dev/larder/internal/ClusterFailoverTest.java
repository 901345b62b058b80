package dev.larder.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.Cache;
import dev.larder.CacheBuilder;
import dev.larder.CacheUnavailableException;
import dev.larder.Resilience;
import dev.larder.Topology;
import dev.larder.testkit.RedisCluster;
import dev.larder.testkit.RedisProcess;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class ClusterFailoverTest {
    @Test
    void a_cache_goes_on_when_a_replica_took_over_from_a_primary_that_was_killed() throws Exception {
        List<String> keys = IntStream.range(0, 60).mapToObj(i -> "k" + i).toList();
        try (RedisCluster cluster = RedisCluster.start();
                Cache<String> cache = CacheBuilder.connectTo(
                                Topology.cluster(cluster.uris().get(0)))
                        .serializer("json")
                        .socketTimeout(Duration.ofMillis(500))
                        .resilience(Resilience.throwOnOutage())
                        .build(String.class)) {
            keys.forEach(key -> cache.set(key, "v"));
            int slot = cluster.slotOf(":1:k0");
            RedisProcess killed = cluster.killPrimaryOf(slot);
            cluster.awaitFailover(slot, killed);
            long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
            while (!allWritten(cache, keys)) {
                assertThat(System.nanoTime()).as("no recovery").isLessThan(end);
                Thread.sleep(20);
            }
            assertThat(cache.getMany(keys)).hasSize(60).containsValue("again");
            assertThat(cache.clear()).isEqualTo(60);
        }
    }

    private static boolean allWritten(Cache<String> cache, List<String> keys) {
        try {
            keys.forEach(key -> cache.set(key, "again"));
            return true;
        } catch (CacheUnavailableException notYet) {
            return false;
        }
    }
}
