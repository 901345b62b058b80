package dev.larder.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RedisReplicasTest {
    private static final Duration LONG = Duration.ofDays(1);

    private final RedisReplicas servers = RedisReplicas.start(2);
    private final RedisProcess one = servers.replicas().get(0);
    private final RedisProcess two = servers.replicas().get(1);

    @AfterEach
    void close() {
        servers.close();
    }

    private void write(String value) {
        servers.primary().command("SET", "k", value);
    }

    private static String read(RedisProcess from) {
        try (RawRedis raw = from.raw()) {
            return String.valueOf(raw.text("GET", "k"));
        }
    }

    @Test
    void every_replica_has_what_was_written_and_takes_no_writes() {
        write("v");
        servers.awaitInSync();
        assertThat(servers.replicas()).hasSize(2).allSatisfy(replica -> {
            assertThat(read(replica)).isEqualTo("v");
            assertThatThrownBy(() -> replica.command("SET", "k", "w")).hasMessageStartingWith("READONLY");
        });
        assertThat(servers.replicaUris()).containsExactly(one.uri(), two.uri());
    }

    @Test
    void one_replica_may_lag_alone_and_catches_up_when_it_no_longer_does() {
        write("old");
        servers.awaitInSync();
        servers.lag(one, LONG);
        write("new");
        Eventually.until(() -> read(two).equals("new"));
        assertThat(read(one)).isEqualTo("old");
        servers.lag(one, Duration.ZERO);
        servers.awaitInSync();
        assertThat(read(one)).isEqualTo("new");
    }

    @Test
    void all_replicas_lag_by_the_time_that_is_said() {
        write("old");
        servers.awaitInSync();
        servers.lag(Duration.ofMillis(300));
        long start = System.nanoTime();
        write("new");
        servers.awaitInSync();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(300));
        assertThat(read(one)).isEqualTo("new");
    }

    @Test
    void a_stalled_replica_believes_in_its_link_and_one_that_is_cut_off_does_not() {
        write("old");
        servers.awaitInSync();
        servers.stall(one);
        servers.cutOff(two);
        write("new");
        assertThat(one.info("replication")).containsEntry("master_link_status", "up");
        assertThat(two.info("replication")).containsEntry("master_link_status", "down");
        assertThat(List.of(read(one), read(two))).containsOnly("old");
        servers.restore(one);
        Eventually.until(() -> read(one).equals("new"));
        assertThat(read(two)).isEqualTo("old");
        servers.restore();
        servers.awaitInSync();
        assertThat(read(two)).isEqualTo("new");
    }

    @Test
    void a_promoted_replica_takes_writes_for_all_and_the_killed_primary_rejoins() {
        write("before");
        servers.awaitInSync();
        RedisProcess first = servers.primary();
        first.kill();
        servers.promote(two);
        assertThat(servers.primary()).isSameAs(two);
        assertThat(servers.replicas()).containsExactly(first, one);
        assertThat(read(two)).isEqualTo("before");
        write("after");
        servers.awaitInSync();
        assertThat(read(one)).isEqualTo("after");
        servers.rejoin(first);
        servers.awaitInSync();
        assertThat(read(first)).isEqualTo("after");
        servers.lag(LONG);
        write("later");
        assertThat(List.of(read(one), read(first))).containsOnly("after");
    }

    @Test
    void what_a_lagging_replica_does_not_have_is_lost_when_it_is_promoted() {
        write("kept");
        servers.awaitInSync();
        servers.lag(one, LONG);
        RedisProcess first = servers.primary();
        write("lost");
        Eventually.until(() -> read(two).equals("lost"));
        servers.promote(one);
        servers.awaitInSync();
        assertThat(List.of(read(one), read(two), read(first))).containsOnly("kept");
        assertThatThrownBy(() -> servers.lag(one, LONG)).hasMessage("this server is the primary");
    }

    @Test
    void a_restarted_primary_empties_its_replicas() {
        write("v");
        servers.awaitInSync();
        servers.primary().kill();
        servers.primary().restart();
        servers.awaitInSync();
        assertThat(List.of(read(one), read(two))).containsOnly("null");
    }

    @Test
    void replicas_know_the_password_and_take_the_settings() {
        try (RedisReplicas locked = RedisReplicas.with(1)
                        .password("s e\"cret")
                        .setting("maxmemory", "64mb")
                        .start();
                RawRedis raw = locked.replicas().get(0).raw()) {
            assertThat(raw.text("INFO", "memory")).contains("maxmemory:67108864");
            assertThatThrownBy(() -> {
                        try (RawRedis stranger =
                                RawRedis.tcp(locked.replicas().get(0).port())) {
                            stranger.command("PING");
                        }
                    })
                    .hasMessageStartingWith("NOAUTH");
            locked.primary().command("SET", "k", "v");
            locked.promote(locked.replicas().get(0));
            locked.awaitInSync();
        }
    }

    @Test
    void a_server_that_cannot_start_is_shown_with_its_words() {
        assertThatThrownBy(() ->
                        RedisReplicas.with(1).setting("no-such-setting", "1").start())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no-such-setting");
    }

    @Test
    void may_be_closed_twice_and_leaves_nothing_to_connect_to() {
        List<Long> pids =
                Stream.of(servers.primary(), one, two).map(RedisProcess::pid).toList();
        servers.cutOff(one);
        two.kill();
        servers.primary().freeze();
        servers.close();
        servers.close();
        assertThat(pids).noneMatch(pid -> ProcessHandle.of(pid).isPresent());
        assertThat(List.of(servers.primary(), one, two))
                .allSatisfy(server -> assertThat(server.socket().getParent()).doesNotExist());
    }
}
