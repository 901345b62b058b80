package dev.larder.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.larder.Cache;
import dev.larder.Shard;
import dev.larder.Topology;
import dev.larder.ValueFormatException;
import dev.larder.testkit.RawRedis;
import dev.larder.testkit.RedisProcess;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What goes wrong in django-redis-cache on several servers without replicas, and does not here. */
class ShardingDefectsTest {
    @RegisterExtension
    static final Servers<Fleet> SERVERS =
            new Servers<>(() -> Fleet.start(3, 0), fleet -> Topology.sharded(fleet.shards()));

    private final String prefix = "t" + UUID.randomUUID();
    private final List<String> keys =
            IntStream.range(0, 100).mapToObj(i -> "key-" + i).toList();
    private final Cache<Object> cache = SERVERS.builder().keyPrefix(prefix).build(Object.class);

    private static List<RedisProcess> servers() {
        return SERVERS.running().groups().stream().map(each -> each.primary()).toList();
    }

    @BeforeEach
    void fill() {
        keys.forEach(key -> cache.set(key, "value of " + key));
    }

    @AfterEach
    void close() {
        cache.close();
    }

    /** S1 */
    @Test
    void getMany_asks_each_shard_for_its_own_keys_alone() {
        servers().forEach(each -> ask(each, "CONFIG", "RESETSTAT"));
        assertThat(cache.getMany(keys)).hasSize(100);
        long asked = 0;
        for (RedisProcess each : servers()) {
            assertThat(line(each, "commandstats", "cmdstat_mget:")).startsWith("calls=1,");
            asked += Long.parseLong(line(each, "stats", "keyspace_hits:"))
                    + Long.parseLong(line(each, "stats", "keyspace_misses:"));
        }
        assertThat(asked).isEqualTo(100);
    }

    /** S2 */
    @Test
    void what_shards_that_do_not_own_the_key_have_left_over_is_not_found_in_whatever_order() {
        List<String> gone = keys.subList(0, 50);
        Map<String, String> dumps = new LinkedHashMap<>();
        gone.forEach(key -> dumps.put(key, prefix + ":1:" + key));
        for (RedisProcess owner : servers()) {
            try (RawRedis raw = owner.raw()) {
                for (String physical : dumps.values()) {
                    byte[] value = raw.get(physical);
                    if (value != null) {
                        servers().stream()
                                .filter(other -> other != owner)
                                .forEach(other -> plant(other, physical, value));
                    }
                }
            }
        }
        gone.forEach(cache::delete);
        List<String> order = new ArrayList<>(keys);
        for (int i = 0; i < 3; i++) {
            Collections.rotate(order, 17);
            assertThat(cache.getMany(order)).hasSize(50).doesNotContainKeys(gone.toArray(String[]::new));
        }
        assertThat(gone).allMatch(key -> cache.get(key) == null);
        assertThat(cache.keys("*")).hasSize(50);
    }

    /** S3 */
    @Test
    void another_version_of_a_key_is_found_whatever_shard_it_moves_to() {
        keys.forEach(key -> cache.moveToVersion(key, 2));
        assertThat(cache.getMany(keys)).isEmpty();
        assertThat(cache.atVersion(2).getMany(keys)).hasSize(100);
        long homes = keys.stream()
                .filter(key -> !cache.explain(key)
                        .server()
                        .equals(cache.atVersion(2).explain(key).server()))
                .count();
        assertThat(homes).isPositive();
    }

    /** S4 */
    @Test
    void a_value_that_cannot_be_written_keeps_all_of_setMany_from_being_sent() {
        Map<String, Object> values = new LinkedHashMap<>();
        keys.forEach(key -> values.put(key, "new"));
        List<Object> endless = new ArrayList<>();
        endless.add(endless);
        values.put("unwritable", endless);
        assertThatThrownBy(() -> cache.setMany(values)).isInstanceOf(ValueFormatException.class);
        assertThat(cache.getMany(keys).values()).hasSize(100).doesNotContain("new");
    }

    /** R1 */
    @Test
    void every_shard_has_about_its_share() {
        List<String> many = IntStream.range(0, 6000).mapToObj(i -> "k" + i).toList();
        Map<String, Object> values = new LinkedHashMap<>();
        many.forEach(key -> values.put(key, 1));
        cache.setMany(values);
        for (RedisProcess each : servers()) {
            try (RawRedis raw = each.raw()) {
                // the standard deviation is 37: eight of them
                assertThat(raw.keys().stream()
                                .filter(key -> key.startsWith(prefix + ":1:k") && !key.startsWith(prefix + ":1:key")))
                        .hasSizeBetween(1700, 2300);
            }
        }
        cache.clear();
    }

    /** R2 */
    @Test
    void the_spelling_of_an_address_moves_no_key() {
        String[] plain =
                servers().stream().map(each -> "127.0.0.1:" + each.port()).toArray(String[]::new);
        String[] urls = servers().stream()
                .map(each -> "redis://127.0.0.1:" + each.port())
                .toArray(String[]::new);
        Shard[] elsewhere = IntStream.range(0, 3)
                .mapToObj(i -> Shard.of(
                        plain[i], "redis://localhost:" + servers().get(i).port()))
                .toArray(Shard[]::new);
        try (Cache<Object> first = on(Topology.sharded(plain));
                Cache<Object> second = on(Topology.sharded(urls));
                Cache<Object> third = on(Topology.sharded(elsewhere))) {
            keys.forEach(key -> first.set(key, "spelt once"));
            assertThat(second.getMany(keys)).hasSize(100).containsValue("spelt once");
            assertThat(third.getMany(keys)).hasSize(100).containsValue("spelt once");
        }
    }

    private Cache<Object> on(Topology topology) {
        return Servers.builder(topology).keyPrefix(prefix).version(7).build(Object.class);
    }

    /** P3 */
    @Test
    void several_addresses_are_shards_and_every_key_that_was_set_is_found() {
        String[] addresses = servers().stream().map(RedisProcess::uri).toArray(String[]::new);
        try (Cache<Object> several = on(Topology.sharded(addresses))) {
            keys.forEach(key -> {
                several.set(key, "set");
                assertThat(several.get(key)).isEqualTo("set");
            });
        }
    }

    private static void ask(RedisProcess server, String... command) {
        try (RawRedis raw = server.raw()) {
            raw.text(command);
        }
    }

    private static void plant(RedisProcess server, String key, byte[] value) {
        try (RawRedis raw = server.raw()) {
            raw.command("SET".getBytes(UTF_8), key.getBytes(UTF_8), value);
        }
    }

    /** What follows on the line of this beginning. */
    private static String line(RedisProcess server, String section, String start) {
        try (RawRedis raw = server.raw()) {
            return String.valueOf(raw.text("INFO", section))
                    .lines()
                    .filter(each -> each.startsWith(start))
                    .map(each -> each.substring(start.length()))
                    .findFirst()
                    .orElse("0");
        }
    }
}
