package dev.larder.internal.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.larder.RedisUri;
import dev.larder.Shard;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class DjangoRingTest {
    private static final JsonNode RING = read("ring.json");
    private static final int DATABASE_OF_DJANGO = 1;

    static Stream<String> lists() {
        return RING.get("lists").propertyNames().stream();
    }

    @ParameterizedTest
    @MethodSource("lists")
    void places_every_key_where_django_does(String list) {
        JsonNode expected = RING.get("lists").get(list);
        DjangoRing ring = ring(expected);
        StringBuilder owners = new StringBuilder();
        for (JsonNode key : RING.get("keys")) {
            owners.append(Integer.toHexString(ring.shardOf(key.asString().getBytes(UTF_8))));
        }
        assertThat(owners)
                .hasSizeGreaterThanOrEqualTo(2_000)
                .hasToString(expected.get("owners").asString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"wrap_around_tcp3", "ties_tcp3"})
    void places_keys_at_and_beyond_the_points_where_django_does(String section) {
        JsonNode list = RING.get("lists").get("tcp3");
        DjangoRing ring = ring(list);
        assertThat(RING.get(section)).isNotEmpty().allSatisfy(row -> {
            int owner = ring.shardOf(row.get("key").asString().getBytes(UTF_8));
            assertThat(list.get("nodes").get(owner)).isEqualTo(row.get("node"));
        });
    }

    @Test
    void many_threads_share_one_ring() {
        JsonNode list = RING.get("lists").get("tcp3");
        DjangoRing ring = ring(list);
        List<byte[]> keys = new ArrayList<>();
        RING.get("keys").forEach(key -> keys.add(key.asString().getBytes(UTF_8)));
        List<CompletableFuture<String>> found = IntStream.range(0, 8)
                .mapToObj(thread -> CompletableFuture.supplyAsync(() -> {
                    StringBuilder owners = new StringBuilder();
                    keys.forEach(key -> owners.append(Integer.toHexString(ring.shardOf(key))));
                    return owners.toString();
                }))
                .toList();
        assertThat(found)
                .extracting(CompletableFuture::join)
                .containsOnly(list.get("owners").asString());
    }

    @Test
    void names_do_not_matter_and_a_server_listed_twice_gets_no_other_keys() {
        List<Shard> shards = List.of(Shard.of("x", "a:1"), Shard.of("y", "b:1"), Shard.of("z", "a:1"));
        DjangoRing ring = new DjangoRing(shards, DATABASE_OF_DJANGO);
        DjangoRing once = new DjangoRing(shards.subList(0, 2), DATABASE_OF_DJANGO);
        for (int i = 0; i < 1_000; i++) {
            byte[] key = (":1:" + i).getBytes(UTF_8);
            assertThat(shards.get(ring.shardOf(key)).primary())
                    .isEqualTo(shards.get(once.shardOf(key)).primary());
            // where two points are the same the later one owns it
            assertThat(ring.shardOf(key)).isNotZero();
        }
    }

    @Test
    void identities_are_those_of_django() {
        Set<String> refused = new TreeSet<>();
        int same = 0;
        for (JsonNode row : read("locations.json").get("rows")) {
            if (!row.has("servers")) {
                continue;
            }
            int database = row.get("options").has("DB")
                    ? Integer.parseInt(row.get("options").get("DB").asString())
                    : DATABASE_OF_DJANGO;
            Set<String> found = new LinkedHashSet<>();
            try {
                for (String uri : locations(row.get("location"))) {
                    found.add(DjangoRing.identity(RedisUri.parse(uri), database));
                }
            } catch (IllegalArgumentException different) {
                refused.add(row.get("location").asString());
                continue;
            }
            List<String> expected = new ArrayList<>();
            row.get("servers")
                    .forEach(server -> expected.add(server.get("identity").asString()));
            assertThat(found).as(row.get("location").toString()).containsExactlyElementsOf(expected);
            same++;
        }
        assertThat(same).isEqualTo(38);
        assertThat(refused)
                .containsExactlyInAnyOrder(
                        // no address at all, or one that we refuse to guess
                        "",
                        ":6379",
                        "::1:6379",
                        " host:6379 ",
                        "a:1, b:2",
                        "redis://",
                        "unix://tmp/r.sock",
                        "http://h:1/1",
                        // the path of a socket there, a host here
                        "localhost",
                        // databases that are none, or two
                        "redis://127.0.0.1:6379/3?db=2",
                        "redis://127.0.0.1:6379/abc",
                        "redis://h:6379/1/2",
                        "redis://h:6379/-1",
                        // parameters that are settings of the builder here
                        "redis://h:6379/1?password=qs",
                        "redis://h:6379/1?socket_timeout=5",
                        "redis://h:6379/1?charset=latin-1",
                        "redis://h:6379/1?ssl=true",
                        "rediss://h:6380/2?ssl_cert_reqs=none");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "Cache.Example.COM:06379 | ('Cache.Example.COM', 6379, 3, None)",
                "redis://Cache.Example.COM | ('cache.example.com', 6379, 3, '')",
                "rediss://u:p@H:7/2 | ('h', 7, 2, None)",
                "redis://[::1]:7 | ('::1', 7, 3, '')",
                "unix:///tmp/a%20b.sock | ('127.0.0.1', 6379, 3, '/tmp/a b.sock')",
                "/tmp/it's.sock | (None, None, 3, \"/tmp/it's.sock\")",
                "/tmp/it's\"a\".sock | (None, None, 3, '/tmp/it\\'s\"a\".sock')",
                "/tmp/\"a\".sock | (None, None, 3, '/tmp/\"a\".sock')",
                "/tmp/back\\slash.sock | (None, None, 3, '/tmp/back\\\\slash.sock')",
                "/tmp/grüße☃😀.sock | (None, None, 3, '/tmp/grüße☃😀.sock')",
                "unix:///tmp/%09%0A%0D%00%7F | ('127.0.0.1', 6379, 3, '/tmp/\\t\\n\\r\\x00\\x7f')",
                "unix:///tmp/%C2%A0%C2%AD%E2%80%A8%F3%B0%80%80 | ('127.0.0.1', 6379, 3, '/tmp/\\xa0\\xad\\u2028\\U000f0000')",
            })
    void identities_are_quoted_as_python_does(String uri, String identity) {
        assertThat(DjangoRing.identity(RedisUri.parse(uri), 3)).isEqualTo(identity);
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
                    localhost,     host:port
                    [::1],         host:port
                    /tmp/a:1,      unix:///tmp/a:1
                    """)
    void what_django_takes_for_another_server_is_refused(String uri, String advice) {
        List<Shard> shards = List.of(Shard.of("a", uri));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new DjangoRing(shards, DATABASE_OF_DJANGO))
                .withMessageContaining("'" + uri + "'")
                .withMessageContaining(advice);
    }

    @Test
    void weights_are_refused() {
        List<Shard> shards =
                List.of(Shard.of("a", "a:1"), Shard.of("big", "b:1").weight(2));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new DjangoRing(shards, DATABASE_OF_DJANGO))
                .withMessageContainingAll("'big'", "weight 2", "Hashing.RENDEZVOUS");
    }

    private static DjangoRing ring(JsonNode list) {
        List<Shard> shards = new ArrayList<>();
        for (String uri : locations(list.get("location"))) {
            shards.add(Shard.of("shard " + shards.size(), uri));
        }
        JsonNode database = list.get("options").get("DB");
        return new DjangoRing(shards, database == null ? DATABASE_OF_DJANGO : database.asInt());
    }

    private static List<String> locations(JsonNode location) {
        if (location.isString()) {
            return List.of(location.asString().split(",", -1));
        }
        List<String> all = new ArrayList<>();
        location.forEach(each -> all.add(each.asString()));
        return all;
    }

    private static JsonNode read(String name) {
        try (InputStream in =
                Objects.requireNonNull(DjangoRingTest.class.getResourceAsStream("/interop/" + name), name)) {
            return JsonMapper.shared().readTree(in.readAllBytes());
        } catch (IOException unreadable) {
            throw new IllegalStateException(name, unreadable);
        }
    }
}
