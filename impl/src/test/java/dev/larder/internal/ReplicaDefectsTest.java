package dev.larder.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.Cache;
import dev.larder.Resilience;
import dev.larder.Topology;
import dev.larder.testkit.RedisProcess;
import dev.larder.testkit.RedisReplicas;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What goes wrong in django-redis-cache on a primary with replicas, and does not here. */
class ReplicaDefectsTest {
    @RegisterExtension
    static final Servers<RedisReplicas> SERVERS = new Servers<>(
            () -> RedisReplicas.start(2),
            servers -> Topology.replicated(
                    servers.primary().uri(), servers.replicaUris().toArray(String[]::new)));

    private final Cache<Integer> cache =
            SERVERS.builder().keyPrefix("t" + UUID.randomUUID()).build(Integer.class);

    @AfterEach
    void close() {
        cache.close();
        SERVERS.running().restore();
    }

    /** P1 */
    @Test
    void get_right_after_set_finds_what_was_set() {
        SERVERS.running().lag(Duration.ofMillis(20));
        for (int i = 0; i < 3000; i++) {
            cache.set("k", i);
            assertThat(cache.get("k")).isEqualTo(i);
        }
        cache.delete("k");
        assertThat(cache.get("k")).isNull();
    }

    /** P2 */
    @Test
    void a_replica_that_is_down_or_cut_off_fails_no_read_and_serves_no_old_value() {
        RedisReplicas servers = SERVERS.running();
        cache.set("k", 1);
        RedisProcess down = servers.replicas().get(0);
        down.kill();
        try {
            for (int i = 0; i < 300; i++) {
                assertThat(cache.get("k")).isEqualTo(1);
            }
        } finally {
            down.restart();
            servers.awaitInSync();
        }
        servers.cutOff(servers.replicas().get(1));
        try (Cache<Integer> other = SERVERS.builder()
                .keyPrefix("t" + UUID.randomUUID())
                .resilience(Resilience.throwOnOutage())
                .build(Integer.class)) {
            for (int i = 0; i < 300; i++) {
                other.set("k", i);
                assertThat(other.get("k")).isEqualTo(i);
            }
        }
    }

    /** P4 */
    @Test
    void the_primary_may_be_spelt_in_any_way() {
        RedisReplicas servers = SERVERS.running();
        String port = ":" + servers.primary().port();
        String[] replicas = servers.replicaUris().toArray(String[]::new);
        for (String spelling :
                new String[] {"127.0.0.1" + port, "redis://localhost" + port, "redis://127.0.0.1" + port + "/0"}) {
            try (Cache<Integer> one = Servers.builder(Topology.replicated(spelling, replicas))
                    .keyPrefix("t" + UUID.randomUUID())
                    .build(Integer.class)) {
                one.set("k", 1);
                assertThat(one.get("k")).isEqualTo(1);
            }
        }
    }
}
