package dev.larder.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Both of a pair do the same work. */
class ServersTest {
    @Test
    void both_find_what_is_on_one_server() {
        OneServer one = new OneServer();
        try {
            assertThat(one.cacheGets()).hasSize(1024).isEqualTo(one.cacheLoadsWarm());
            assertThat(one.jedisGets()).hasSize(1024 + 18);
            assertThat(one.cacheMisses()).isNull();
            assertThat(one.jedisMisses()).isNull();
            one.cacheSets();
            assertThat(one.jedisSets()).isEqualTo("OK");
        } finally {
            one.stop();
        }
    }

    @Test
    void all_find_what_is_on_four() {
        FourShards four = new FourShards();
        try {
            four.fill();
            assertThat(four.allShardsAtOnce()).hasSize(100);
            assertThat(four.shardAfterShard()).hasSize(100);
            assertThat(four.byHand().keySet()).isEqualTo(four.allShardsAtOnce().keySet());
            assertThat(four.byHand().values()).doesNotContainNull();
            assertThat(four.wayAlone()).hasSize(100).doesNotContainNull();
        } finally {
            four.stop();
        }
    }

    @Test
    void a_key_has_a_shard() {
        Placing placing = new Placing();
        assertThat(List.of(placing.rendezvous(), placing.ring())).allMatch(shard -> shard >= 0 && shard < 10);
    }
}
