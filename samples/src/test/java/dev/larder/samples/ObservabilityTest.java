package dev.larder.samples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.Cache;
import dev.larder.CacheBuilder;
import dev.larder.CacheListener;
import dev.larder.CacheStatistics;
import dev.larder.EntryInfo;
import dev.larder.micrometer.LarderCacheMetrics;
import dev.larder.testkit.RedisProcess;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The code of the page on observability, which shows the regions below. */
class ObservabilityTest {
    private final RedisProcess server = RedisProcess.start();
    private final String redis = server.uri();
    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final List<String> logged = new ArrayList<>();

    record User(String name) {}

    @AfterEach
    void stop_redis() {
        server.close();
    }

    private void log(String line) {
        logged.add(line);
    }

    @Test
    void shows_what_a_cache_does() {
        // region metrics
        Cache<User> users = CacheBuilder.connectTo(redis)
                .keyPrefix("users")
                .serializer("json")
                .build(User.class);
        LarderCacheMetrics.monitor(registry, users, "users"); // further tags as keys and values in turn
        // endregion

        users.getOrSet("ada", () -> new User("Ada"));
        users.getOrSet("ada", () -> new User("never"));
        // region statistics
        CacheStatistics counts = users.statistics();
        log("hits " + counts.hitRatio() + ", 99 of 100 loads within " + counts.p99LoadTime());
        counts.servers().forEach(server -> log(server.server() + " uses " + server.activeConnections()));
        // endregion

        assertThat(logged.get(0)).startsWith("hits 0.5, 99 of 100 loads within PT");
        assertThat(logged.get(1)).isEqualTo("127.0.0.1:" + server.port() + " uses 0");
        assertThat(registry.get("cache.puts").functionCounter().count()).isEqualTo(1);
        // region explain
        EntryInfo info = users.explain("ada");
        // endregion

        assertThat(info)
                .asString()
                .matches("EntryInfo\\[key=ada, physicalKey=users:1:ada, server=127.0.0.1:\\d+, ttl=PT\\S+, grace=PT0S,"
                        + " storedBytes=\\d+, rawBytes=\\d+, serializer=json]");
        users.close();
    }

    @Test
    void tells_a_listener_of_slow_loads() {
        // region listener
        CacheListener slow = new CacheListener() {
            @Override
            public void onLoad(String key, Duration took) {
                if (took.compareTo(Duration.ofSeconds(1)) > 0) {
                    log(key + " took " + took + " to load");
                }
            }
        };
        // endregion

        slow.onLoad("quick", Duration.ofMillis(1));
        slow.onLoad("ada", Duration.ofSeconds(2));
        assertThat(logged).containsExactly("ada took PT2S to load");
    }
}
