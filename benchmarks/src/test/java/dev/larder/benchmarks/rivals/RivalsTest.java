package dev.larder.benchmarks.rivals;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.testkit.RedisProcess;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** All do the same work. */
class RivalsTest {
    private static final byte[] VALUE = {1, 2, (byte) 0xFF, 0};

    @Test
    void all_keep_the_same_bytes_on_one_server() {
        try (RedisProcess server = RedisProcess.start();
                Rivals rivals = new Rivals(List.of(server.port()))) {
            Scenario get = Scenario.of(Operation.GET, VALUE.length, 1, 0);
            assertThat(rivals.offering(get)).containsOnlyKeys(Rivals.names());
            rivals.offering(get).forEach((name, rival) -> {
                assertThat(rival.get("key")).as(name).isNull();
                rival.set("key", VALUE);
                assertThat(rival.get("key")).as(name).isEqualTo(VALUE);
                assertThat(rival.getOrSet("key", new byte[1])).as(name).isEqualTo(VALUE);
                assertThat(rival.getOrSet("other", VALUE)).as(name).isEqualTo(VALUE);
                assertThat(rival.get("other")).as(name).isEqualTo(VALUE);
            });
        }
    }

    @Test
    void those_that_can_set_and_find_many_keys_and_count() {
        Map<String, byte[]> values = new LinkedHashMap<>();
        IntStream.range(0, 100).forEach(i -> values.put("key-" + i, VALUE));
        List<String> keys = List.copyOf(values.keySet());
        try (RedisProcess first = RedisProcess.start();
                RedisProcess second = RedisProcess.start();
                Rivals one = new Rivals(List.of(first.port()));
                Rivals two = new Rivals(List.of(first.port(), second.port()))) {
            for (int shards : new int[] {1, 2}) {
                Scenario many = new Scenario(Operation.GET_MANY, VALUE.length, 100, shards, 1, false, 0);
                (shards == 1 ? one : two).offering(many).forEach((name, rival) -> {
                    rival.setMany(values);
                    assertThat(rival.getMany(keys)).as(name).isEqualTo(100);
                    assertThat(rival.get("key-99")).as(name).isEqualTo(VALUE);
                });
            }
            one.offering(Scenario.of(Operation.INCREMENT, 1, 1, 0)).forEach((name, rival) -> {
                rival.startCounter("counter");
                assertThat(rival.increment("counter")).as(name).isEqualTo(1);
            });
        }
    }
}
