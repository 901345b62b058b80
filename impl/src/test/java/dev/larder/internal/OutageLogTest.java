package dev.larder.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.Cache;
import dev.larder.CacheBuilder;
import dev.larder.Pool;
import dev.larder.Resilience;
import dev.larder.testkit.RawRedis;
import dev.larder.testkit.RedisProcess;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The log tells of an outage when it begins and when it ends, not of each call in it. */
@Timeout(60)
class OutageLogTest {
    private static final Pattern CALLS_FAILED = Pattern.compile("in which (\\d+) calls failed");

    private final RedisProcess server = RedisProcess.start();
    private final Cache<String> cache = CacheBuilder.connectTo(server.uri())
            .serializer("json")
            .socketTimeout(Duration.ofMillis(300))
            .pool(Pool.ofMax(1).maxWait(Duration.ofMillis(1)))
            .resilience(Resilience.missOnOutage().openFor(Duration.ofMillis(50)))
            .build(String.class);

    @AfterEach
    void stop() {
        cache.close();
        server.close();
    }

    /** Of this server, whose port nobody else has. */
    private List<String> lines() {
        return KeptLog.linesWith("127.0.0.1:" + server.port());
    }

    private void untilThere() {
        while (!"v".equals(cache.get("k"))) {
            cache.set("k", "v");
        }
    }

    @Test
    void a_server_that_is_killed_and_comes_back_has_two_lines() {
        untilThere();
        server.kill();
        for (int i = 0; i < 100; i++) {
            cache.get("k");
            cache.set("k" + i % 3, "v");
            cache.delete("k");
        }
        long dropped = cache.statistics().dropped();
        assertThat(dropped).isEqualTo(300);
        assertThat(lines()).hasSize(1).first().asString().startsWith("WARN Redis is away: Redis at 127.0.0.1:");
        server.restart();
        untilThere();
        assertThat(lines())
                .hasSize(2)
                .last()
                .asString()
                .startsWith("INFO Redis at 127.0.0.1:")
                .contains("answers again after");
        Matcher failed = CALLS_FAILED.matcher(lines().get(1));
        assertThat(failed.find()).isTrue();
        // reads of what was deleted ask nobody
        assertThat(Long.parseLong(failed.group(1))).isGreaterThanOrEqualTo(200);
    }

    @Test
    void a_server_that_refuses_us_has_a_line_at_error_with_advice() {
        untilThere();
        try (RawRedis raw = server.raw()) {
            raw.command("CONFIG", "SET", "requirepass", "new");
            raw.command("CLIENT", "KILL", "SKIPME", "yes");
            for (int i = 0; i < 100; i++) {
                cache.get("k");
            }
            assertThat(lines())
                    .hasSize(1)
                    .first()
                    .asString()
                    .startsWith("ERROR cannot use Redis until a setting is changed: ")
                    .contains("NOAUTH", "give user and password by credentials(user, password) or in the URI");
            raw.command("CONFIG", "SET", "requirepass", "");
        }
        untilThere();
        assertThat(lines()).hasSize(2);
    }

    @Test
    void that_no_connection_is_free_is_told_once_a_minute() {
        untilThere();
        server.freezeFor(Duration.ofMillis(250));
        IntStream.range(0, 40).parallel().forEach(i -> cache.get("k"));
        assertThat(cache.statistics().servers().get(0).poolTimeouts()).isPositive();
        assertThat(lines())
                .filteredOn(line -> line.contains("no connection was free"))
                .hasSize(1);
    }
}
