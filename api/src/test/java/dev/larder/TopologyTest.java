package dev.larder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TopologyTest {
    @Test
    void names_shards_by_their_address_without_user_and_password() {
        assertThat(Topology.sharded("redis://user:pw@B:1/2", "a", "/r.sock").shards())
                .extracting(Shard::name)
                .containsExactly("b:1/2", "a:6379", "/r.sock");
    }

    @Test
    void spreads_keys_by_rendezvous_hashing_unless_told_otherwise() {
        Topology.Sharded sharded = Topology.sharded("a", "b");
        assertThat(sharded.hashing()).isEqualTo(Hashing.RENDEZVOUS);
        assertThat(sharded.hashing(Hashing.DJANGO).hashing()).isEqualTo(Hashing.DJANGO);
        assertThat(sharded.hashing()).isEqualTo(Hashing.RENDEZVOUS);
    }

    @Test
    void refuses_a_server_that_is_named_twice_however_it_is_spelled() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Topology.sharded("h:6379", "b", "redis://:pw@H"))
                .withMessage("two shards are named 'h:6379'; name each server once, or give it a name by "
                        + "Shard.of(name, uri)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Topology.sharded(Shard.of("one", "a"), Shard.of("one", "b")))
                .withMessageContaining("two shards are named 'one'");
    }

    @Test
    void refuses_to_be_of_no_servers() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Topology.sharded(new String[0]))
                .withMessage("no shards named; name at least one");
        assertThatIllegalArgumentException()
                .isThrownBy(Topology::cluster)
                .withMessage("no cluster nodes named; name at least one");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Topology.sentinel("mymaster"))
                .withMessage("no sentinels named; name at least one");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Topology.sentinel(" ", "h"))
                .withMessage("sentinels need the name of the primary that they watch, often 'mymaster'");
    }

    @Test
    void moves_between_topologies_whose_servers_are_known() {
        Topology.Sharded next = Topology.sharded("a", "b", "c");
        Topology.Sharded now = Topology.sharded("a", "b").movingTo(next).hashing(Hashing.DJANGO);
        assertThat(now.movingTo()).isSameAs(next);
        assertThat(now.movingFrom()).isNull();
        assertThat(next.movingFrom(Topology.single("a")).movingFrom()).isInstanceOf(Topology.Single.class);
        assertThat(next.movingFrom(Topology.replicated("a", "b")).movingFrom()).isInstanceOf(Topology.Replicated.class);
        for (Topology other :
                List.of(Topology.cluster("h"), Topology.sentinel("m", "h"), Topology.inMemory(), Topology.none())) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> next.movingFrom(other))
                    .withMessageEndingWith("not to or from " + other);
            assertThatIllegalArgumentException().isThrownBy(() -> next.movingTo(other));
        }
    }

    @Test
    void reads_from_replicas_of_clusters_and_sentinels_only_if_told_to() {
        assertThat(Topology.cluster("h").readsFromReplicas()).isFalse();
        assertThat(Topology.cluster("h").readingFromReplicas().readsFromReplicas())
                .isTrue();
        assertThat(Topology.sentinel("m", "h").readsFromReplicas()).isFalse();
        Topology.Sentinel told =
                Topology.sentinel("m", "h").readingFromReplicas().credentials("u", "p");
        assertThat(told.readsFromReplicas()).isTrue();
        assertThat(told.password()).isEqualTo("p");
        assertThat(told.credentials("v", "q").readsFromReplicas()).isTrue();
    }

    @Test
    void shows_no_password() {
        String secret = "redis://user:hunter2@h";
        Shard shard = Shard.of("one", secret).replicas("redis://:hunter2@r");
        for (Object shown : List.of(
                shard,
                Topology.single(secret),
                Topology.replicated(secret, secret),
                Topology.sharded(shard).movingTo(Topology.single(secret)).movingFrom(Topology.single(secret)),
                Topology.cluster(secret),
                Topology.sentinel("m", secret).credentials("user", "hunter2"))) {
            assertThat(shown.toString()).doesNotContain("hunter2").contains("***@h:6379");
        }
        assertThat(shard).hasToString("Shard[one at redis://***@h:6379, replicas=[redis://***@r:6379]]");
        assertThat(shard.weight(3).toString()).contains("weight=3");
    }

    @Test
    void a_shard_keeps_what_was_said_of_it() {
        Shard shard = Shard.of("one", "h").replicas("r").weight(5);
        assertThat(shard.name()).isEqualTo("one");
        assertThat(shard.weight()).isEqualTo(5);
        assertThat(shard.primary()).isEqualTo(RedisUri.parse("h"));
        assertThat(shard.replicas()).containsExactly(RedisUri.parse("r"));
        assertThat(Shard.of("one", "h").weight()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 1001, Integer.MIN_VALUE})
    void a_shard_refuses_a_weight_out_of_range(int weight) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Shard.of("one", "h").weight(weight))
                .withMessage("the weight of shard 'one' must be from 1 to 1000 but was " + weight);
    }

    @Test
    void a_shard_refuses_a_blank_name() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Shard.of(" ", "h"))
                .withMessage("a shard needs a name that is not blank");
    }
}
