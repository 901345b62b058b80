package dev.larder.samples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.Cache;
import dev.larder.CacheBuilder;
import dev.larder.Hashing;
import dev.larder.Shard;
import dev.larder.Topology;
import dev.larder.ValueFormat;
import dev.larder.testkit.RawRedis;
import dev.larder.testkit.RedisProcess;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The code of the page on migrating, which shows the regions below; Python's part is played by the bytes it sends. */
class MigratingPageTest {
    record User(String name) {}

    @Test
    void two_programs_share_values_until_one_is_gone() {
        try (RedisProcess server = RedisProcess.start();
                RawRedis python = server.raw()) {
            String redis = server.uri() + "/1";
            python.command("SELECT", "1");
            python.command("SET", "shop:2:ada", "{\"name\": \"Ada\"}", "EX", "300");

            // region migrating-beside
            CacheBuilder builder = CacheBuilder.connectTo(redis) // its LOCATION and DB
                    .keyPrefix("shop") // its KEY_PREFIX
                    .version(2) // its VERSION
                    .serializer("json") // its SERIALIZER_CLASS
                    .valueFormat(ValueFormat.PLAIN);
            Cache<User> users = builder.build(User.class);
            // endregion

            assertThat(users.get("ada")).isEqualTo(new User("Ada"));
            users.set("grace", new User("Grace"));
            assertThat(python.text("GET", "shop:2:grace")).isEqualTo("{\"name\":\"Grace\"}");
            users.close();
            leavesPython(redis, python);
        }
    }

    private static void leavesPython(String redis, RawRedis python) {
        // region migrating-after
        Cache<User> users = CacheBuilder.connectTo(redis)
                .keyPrefix("shop")
                .version(2)
                .serializer("json") // the old one; write ENVELOPE from now, and read both
                .build(User.class);
        long rewritten = users.rewriteAll();
        // endregion
        assertThat(rewritten).isEqualTo(2);
        assertThat(users.getMany(List.of("ada", "grace"))).hasSize(2);
        assertThat(python.get("shop:2:ada")).startsWith((byte) 0xC1);
        assertThat(python.number("TTL", "shop:2:ada")).isBetween(1L, 300L);
        users.close();
    }

    @Test
    void shards_are_left_in_three_deployments() {
        try (RedisProcess server = RedisProcess.start()) {
            String a = server.uri() + "/1";
            String b = server.uri() + "/2";
            // region migrating-shards
            Topology.Sharded ring = Topology.sharded(a, b).hashing(Hashing.DJANGO); // spelled as in LOCATION
            Topology.Sharded named = Topology.sharded(Shard.of("a", a), Shard.of("b", b));

            Topology first = ring.movingTo(named);
            Topology second = named.movingFrom(ring); // then rewriteAll()
            Topology third = named;
            // endregion

            List<String> keys =
                    IntStream.range(0, 40).mapToObj(Integer::toString).toList();
            for (Topology step : List.of(ring, first, second, third)) {
                try (Cache<String> texts = CacheBuilder.connectTo(step)
                        .keyPrefix("texts")
                        .serializer("json")
                        .build(String.class)) {
                    if (step == ring) {
                        keys.forEach(key -> texts.set(key, key));
                    }
                    assertThat(texts.getMany(keys)).hasSize(40);
                    if (step == second) {
                        texts.rewriteAll();
                    }
                }
            }
        }
    }

    @Test
    void python_writes_utf_8_or_escapes() {
        try (RedisProcess server = RedisProcess.start();
                RawRedis python = server.raw();
                Cache<String> names = CacheBuilder.connectTo(server.uri())
                        .valueFormat(ValueFormat.PLAIN)
                        .serializer("json")
                        .build(String.class)) {
            python.command("SET", ":1:zoe", "\"Zo\\u00eb\"");
            assertThat(names.get("zoe")).isEqualTo("Zoë");
            names.set("zoe", "Zoë");
            assertThat(python.get(":1:zoe")).isEqualTo("\"Zoë\"".getBytes(UTF_8));
        }
    }
}
