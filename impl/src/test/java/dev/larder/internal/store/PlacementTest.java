package dev.larder.internal.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.Hashing;
import dev.larder.Shard;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PlacementTest {
    private static final List<Shard> SHARDS =
            List.of(Shard.of("a", "a:1"), Shard.of("b", "b:1"), Shard.of("c", "c:1"), Shard.of("d", "d:1"));

    @ParameterizedTest
    @EnumSource(Hashing.class)
    void keys_with_the_same_hash_tag_live_together(Hashing hashing) {
        Placement placement = Placement.of(hashing, SHARDS, 0);
        Set<Integer> used = new HashSet<>();
        for (int i = 0; i < 200; i++) {
            int home = placement.shardOf(("" + i).getBytes(UTF_8));
            for (String key : List.of("users:1:{%d}", "{%d}:name", "a}b{%d}", "x{%d}{y}", "{%d}}")) {
                assertThat(placement.shardOf(key.formatted(i).getBytes(UTF_8))).isEqualTo(home);
            }
            used.add(home);
        }
        assertThat(used).containsExactlyInAnyOrder(0, 1, 2, 3);
    }

    @ParameterizedTest
    @EnumSource(Hashing.class)
    void one_shard_has_all_keys(Hashing hashing) {
        Placement placement = Placement.of(hashing, SHARDS.subList(0, 1), 0);
        for (int i = 0; i < 100; i++) {
            assertThat(placement.shardOf(("" + i).getBytes(UTF_8))).isZero();
        }
    }

    @Test
    void the_ring_knows_the_database_that_the_addresses_do_not_name() {
        Placement first = Placement.of(Hashing.DJANGO, SHARDS, 0);
        Placement second = Placement.of(Hashing.DJANGO, SHARDS, 1);
        int moved = 0;
        for (int i = 0; i < 100; i++) {
            byte[] key = ("" + i).getBytes(UTF_8);
            moved += first.shardOf(key) == second.shardOf(key) ? 0 : 1;
        }
        assertThat(moved).isPositive();
    }
}
