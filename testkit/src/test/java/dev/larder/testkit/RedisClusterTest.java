package dev.larder.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class RedisClusterTest {
    private static final RedisCluster CLUSTER = RedisCluster.start();

    @AfterAll
    static void stop() {
        List<Long> pids = CLUSTER.nodes().stream().map(RedisProcess::pid).toList();
        CLUSTER.close();
        CLUSTER.close();
        assertThat(pids).noneMatch(pid -> ProcessHandle.of(pid).isPresent());
        assertThat(CLUSTER.nodes())
                .allSatisfy(node -> assertThat(node.socket().getParent()).doesNotExist());
    }

    private static RedisProcess notOwnerOf(int slot) {
        RedisProcess owner = CLUSTER.primaryOf(slot);
        return CLUSTER.primaries().stream()
                .filter(node -> node != owner)
                .findFirst()
                .orElseThrow();
    }

    private static String get(RedisProcess node, String key) {
        try (RawRedis raw = node.raw()) {
            return String.valueOf(raw.text("GET", key));
        }
    }

    @Test
    void every_slot_has_a_primary_and_every_primary_a_replica() {
        assertThat(CLUSTER.nodes()).hasSize(6);
        assertThat(CLUSTER.uris()).hasSize(6).doesNotHaveDuplicates();
        Set<RedisProcess> replicas = new HashSet<>();
        for (int slot = 0; slot < RedisCluster.SLOTS; slot += 1024) {
            assertThat(CLUSTER.primaries()).contains(CLUSTER.primaryOf(slot));
            assertThat(CLUSTER.replicasOf(slot)).isNotEmpty();
            replicas.addAll(CLUSTER.replicasOf(slot));
        }
        assertThat(CLUSTER.primaries()).hasSize(3).doesNotContainAnyElementsOf(replicas);
    }

    @Test
    void a_moved_slot_takes_its_keys_with_it_and_the_others_say_where_it_is() {
        int slot = CLUSTER.slotOf("{moved}");
        RedisProcess from = CLUSTER.primaryOf(slot);
        RedisProcess to = notOwnerOf(slot);
        assertThatThrownBy(() -> get(to, "{moved}1")).hasMessage("MOVED " + slot + " 127.0.0.1:" + from.port());
        for (int i = 0; i < 250; i++) {
            from.command("SET", "{moved}" + i, "v" + i);
        }
        CLUSTER.moveSlot(slot, to);
        assertThat(CLUSTER.primaryOf(slot)).isSameAs(to);
        assertThat(get(to, "{moved}249")).isEqualTo("v249");
        assertThat(CLUSTER.nodes().stream().filter(node -> node != to))
                .allSatisfy(node -> assertThatThrownBy(() -> get(node, "{moved}1"))
                        .hasMessage("MOVED " + slot + " 127.0.0.1:" + to.port()));
    }

    @Test
    void a_slot_that_is_moving_asks_to_ask_elsewhere_and_to_try_again() {
        int slot = CLUSTER.slotOf("{moving}");
        RedisProcess from = CLUSTER.primaryOf(slot);
        RedisProcess to = notOwnerOf(slot);
        from.command("MSET", "{moving}1", "one", "{moving}2", "two");
        CLUSTER.startMigrating(slot, to);
        assertThat(get(from, "{moving}1")).isEqualTo("one");
        CLUSTER.migrate(slot, "{moving}1");
        assertThatThrownBy(() -> get(from, "{moving}1")).hasMessage("ASK " + slot + " 127.0.0.1:" + to.port());
        assertThat(get(from, "{moving}2")).isEqualTo("two");
        try (RawRedis raw = to.raw()) {
            raw.command("ASKING");
            assertThat(raw.text("GET", "{moving}1")).isEqualTo("one");
            raw.command("ASKING");
            assertThatThrownBy(() -> raw.command("MGET", "{moving}1", "{moving}2"))
                    .hasMessageStartingWith("TRYAGAIN");
        }
        assertThatThrownBy(() -> CLUSTER.startMigrating(slot, to)).hasMessageContaining("is moving already");
        CLUSTER.finishMigrating(slot);
        assertThat(get(to, "{moving}2")).isEqualTo("two");
    }

    @Test
    void a_move_that_is_abandoned_leaves_the_slot_where_it_was() {
        int slot = CLUSTER.slotOf("{abandoned}");
        RedisProcess from = CLUSTER.primaryOf(slot);
        from.command("SET", "{abandoned}", "v");
        CLUSTER.startMigrating(slot, notOwnerOf(slot));
        CLUSTER.abandonMigrating(slot);
        assertThat(get(from, "{abandoned}")).isEqualTo("v");
        assertThat(get(from, "{abandoned}missing")).isEqualTo("null");
        assertThatThrownBy(() -> CLUSTER.finishMigrating(slot)).hasMessageContaining("is not moving");
    }

    @Test
    void a_replica_takes_over_from_a_killed_primary_which_comes_back_as_a_replica() {
        int slot = CLUSTER.slotOf("{failover}");
        CLUSTER.primaryOf(slot).command("SET", "{failover}", "v");
        List<RedisProcess> replicas = CLUSTER.replicasOf(slot);
        replicas.forEach(replica -> Eventually.until(() -> has(replica, "{failover}")));
        RedisProcess killed = CLUSTER.killPrimaryOf(slot);
        RedisProcess successor = CLUSTER.awaitFailover(slot, killed);
        assertThat(replicas).contains(successor);
        assertThat(get(successor, "{failover}")).isEqualTo("v");
        killed.restart();
        Eventually.until(() -> CLUSTER.replicasOf(slot).contains(killed));
        CLUSTER.awaitAgreement();
        assertThat(killed.info("replication")).containsEntry("role", "slave");
    }

    @Test
    void a_replica_takes_over_from_a_frozen_primary_which_learns_of_it_when_it_is_thawed() {
        int slot = CLUSTER.slotOf("{frozen}");
        RedisProcess frozen = CLUSTER.primaryOf(slot);
        frozen.freeze();
        RedisProcess successor = CLUSTER.awaitFailover(slot, frozen);
        frozen.thaw();
        Eventually.until(() -> CLUSTER.replicasOf(slot).contains(frozen));
        CLUSTER.awaitAgreement();
        assertThatThrownBy(() -> get(frozen, "{frozen}"))
                .hasMessage("MOVED " + slot + " 127.0.0.1:" + successor.port());
    }

    private static boolean has(RedisProcess replica, String key) {
        try (RawRedis raw = replica.raw()) {
            return raw.keys().contains(key);
        }
    }

    @Test
    void a_cluster_may_have_no_replicas() {
        try (RedisCluster bare = RedisCluster.start(2, 0)) {
            assertThat(bare.primaries()).isEqualTo(bare.nodes()).hasSize(2);
            assertThat(bare.replicasOf(0)).isEmpty();
        }
    }
}
