package dev.larder.benchmarks.rivals;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.testkit.RawRedis;
import dev.larder.testkit.RedisProcess;
import java.util.List;
import org.junit.jupiter.api.Test;

class DelayLineTest {
    @Test
    void replies_arrive_whole_and_not_before_their_time() throws Exception {
        String value = "v".repeat(1_000_000);
        try (RedisProcess server = RedisProcess.start();
                DelayLine way = DelayLine.to(List.of(server.port()), 30_000);
                RawRedis raw = RawRedis.tcp(way.ports().get(0))) {
            long start = System.nanoTime();
            raw.command("SET", "key", value);
            assertThat(raw.text("GET", "key")).isEqualTo(value);
            assertThat(System.nanoTime() - start).isGreaterThan(2 * 30_000_000L);
        }
    }
}
