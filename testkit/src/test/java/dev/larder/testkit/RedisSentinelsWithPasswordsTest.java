package dev.larder.testkit;

import static dev.larder.testkit.RedisSentinelsTest.has;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Apart from the others, so that they do not wait for each other: sentinels take their time. */
@Timeout(120)
class RedisSentinelsWithPasswordsTest {
    @Test
    void the_primary_changes_on_request_and_with_a_sentinel_gone() {
        try (RedisSentinels all = RedisSentinels.describe()
                .password("ser v\"er")
                .sentinelPassword("sentinel")
                .start()) {
            assertThat(all.sentinelUris()).hasSize(3).allMatch(uri -> uri.startsWith("redis://:sentinel@127.0.0.1:"));
            assertThatThrownBy(() -> {
                        try (RawRedis stranger =
                                RawRedis.tcp(all.sentinels().get(0).port())) {
                            stranger.command("SENTINEL", "MASTERS");
                        }
                    })
                    .hasMessageStartingWith("NOAUTH");
            RedisProcess first = all.primary();
            RedisProcess second = all.failover();
            assertThat(second).isNotSameAs(first);
            second.command("SET", "k", "v");
            all.awaitReplica(first);
            assertThat(has(first, "v")).isTrue();
            all.sentinels().get(0).kill();
            second.freeze();
            assertThat(all.awaitFailover(second)).isNotSameAs(second);
        }
    }
}
