package dev.larder.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class RedisSentinelsTest {
    @Test
    void a_replica_takes_over_from_a_killed_primary_which_comes_back_as_a_replica() {
        try (RedisSentinels all = RedisSentinels.start()) {
            assertThat(all.sentinels()).hasSize(3);
            assertThat(all.replicas()).hasSize(2);
            RedisProcess first = all.primary();
            assertThat(first).isSameAs(all.servers().get(0));
            first.command("SET", "k", "v");
            all.replicas().forEach(replica -> Eventually.until(() -> has(replica, "v")));
            first.kill();
            RedisProcess second = all.awaitFailover(first);
            assertThat(second).isNotSameAs(first).isSameAs(all.primary());
            assertThat(has(second, "v")).isTrue();
            second.command("SET", "k", "w");
            first.restart();
            all.awaitReplica(first);
            assertThat(has(first, "w")).isTrue();
            assertThat(all.replicas()).contains(first).hasSize(2);
        }
    }

    @Test
    void may_be_closed_twice_and_leaves_nothing_running() {
        RedisSentinels all = RedisSentinels.start();
        List<RedisProcess> everything = new ArrayList<>(all.servers());
        everything.addAll(all.sentinels());
        List<Long> pids = everything.stream().map(RedisProcess::pid).toList();
        all.sentinels().get(1).freeze();
        all.close();
        all.close();
        assertThat(pids).hasSize(6).noneMatch(pid -> ProcessHandle.of(pid).isPresent());
        assertThat(everything)
                .allSatisfy(server -> assertThat(server.socket().getParent()).doesNotExist());
    }

    static boolean has(RedisProcess server, String value) {
        try (RawRedis raw = server.raw()) {
            return value.equals(raw.text("GET", "k"));
        }
    }
}
