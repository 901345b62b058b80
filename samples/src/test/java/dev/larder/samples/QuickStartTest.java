package dev.larder.samples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.larder.Cache;
import dev.larder.CacheBuilder;
import dev.larder.CacheLock;
import dev.larder.LoadOptions;
import dev.larder.Resilience;
import dev.larder.Shard;
import dev.larder.Topology;
import dev.larder.Ttl;
import dev.larder.compressor.zlib.ZlibCompressor;
import dev.larder.testkit.RedisProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The code of the README, which shows the regions below. */
class QuickStartTest {
    private static RedisProcess server;
    private static String redis;

    private final Database database = new Database();

    @BeforeAll
    static void start_redis() {
        server = RedisProcess.start();
        redis = server.uri();
    }

    @AfterAll
    static void stop_redis() {
        server.close();
    }

    @AfterEach
    void remove_entries() {
        try (Cache<User> users = users()) {
            users.clearAllVersions();
        }
    }

    @Test
    void loads_a_value_once_and_keeps_it() {
        // region quick-start
        Cache<User> users = CacheBuilder.connectTo(redis) // such as "redis://localhost:6379"
                .keyPrefix("users")
                .serializer("json")
                .build(User.class);

        User ada = users.getOrSet("ada", () -> database.find("ada"));
        // endregion

        User again = users.getOrSet("ada", () -> database.find("ada"));
        assertThat(again).isEqualTo(ada).isEqualTo(new User("Ada", "ada@example.org"));
        assertThat(database.reads).containsExactly("ada");
        users.close();
    }

    @Test
    void loads_what_is_missing_of_several_keys() {
        Cache<User> users = users();
        // region several-keys
        Map<String, User> team = users.getOrSetMany(List.of("ada", "grace"), missing -> database.findAll(missing));
        // endregion

        users.delete("grace");
        users.getOrSetMany(List.of("ada", "grace"), missing -> database.findAll(missing));
        assertThat(team).containsOnlyKeys("ada", "grace");
        assertThat(database.reads).containsExactly("ada", "grace", "grace");
        users.close();
    }

    @Test
    void serves_a_stale_value_while_one_caller_loads() {
        Cache<User> users = users();
        // region stale-while-loading
        LoadOptions options = LoadOptions.freshFor(Ttl.ofMinutes(5)).keepFor(Ttl.ofHours(1));
        User ada = users.getOrSet("ada", () -> database.find("ada"), options);
        // endregion

        assertThat(ada.name()).isEqualTo("Ada");
        assertThat(users.explain("ada").grace()).isEqualTo(Duration.ofMinutes(55));
        users.close();
    }

    @Test
    void forgets_what_changes() {
        Cache<User> users = users();
        users.set("ada", database.find("ada"));
        users.set("team:1", database.find("grace"));
        users.set("team:2", database.find("grace"));
        User ada = new User("Ada", "ada@example.com");
        // region change
        database.save("ada", ada); // the database first, then the cache
        users.delete("ada");
        users.deleteMatching("team:*");
        // endregion

        assertThat(users.keys("*")).isEmpty();
        assertThat(users.getOrSet("ada", () -> database.find("ada"))).isEqualTo(ada);
        users.close();
    }

    @Test
    void changes_the_format_while_others_read_and_write() {
        users().set("ada", database.find("ada"));
        // region rewrite
        Cache<User> users = CacheBuilder.connectTo(redis)
                .keyPrefix("users")
                .serializer("json")
                .compressor(ZlibCompressor.level(9))
                .build(User.class);
        long start = System.nanoTime();
        long rewritten = users.rewriteAll((done, total) -> {
            double seconds = (System.nanoTime() - start) / 1e9;
            System.out.printf("%d of about %d entries, %.0f a second%n", done, total, done / seconds);
        });
        // endregion

        assertThat(rewritten).isEqualTo(1);
        assertThat(users.get("ada")).isEqualTo(database.find("ada"));
        users.clear();
        users.close();
    }

    @Test
    void counts() {
        // region counter
        Cache<Long> visits = CacheBuilder.connectTo(redis)
                .keyPrefix("visits")
                .serializer("json")
                .build(Long.class);
        visits.add("home", 0L, Ttl.ofDays(1)); // only if absent
        long now = visits.increment("home");
        // endregion

        assertThat(now).isEqualTo(1);
        assertThat(visits.get("home")).isEqualTo(1);
        assertThat(visits.clear()).isEqualTo(1);
        visits.close();
    }

    @Test
    void locks() {
        Cache<User> users = users();
        List<String> done = new ArrayList<>();
        // region lock
        try (CacheLock nightly = users.lock("nightly", Duration.ofMinutes(1))) {
            if (nightly.tryAcquire(Duration.ofSeconds(5))) {
                done.add("the work that only one process should do");
            }
        }
        // endregion

        assertThat(done).hasSize(1);
        try (CacheLock free = users.lock("nightly", Duration.ofMinutes(1))) {
            assertThat(free.tryAcquire()).isTrue();
        }
        users.close();
    }

    @Test
    void moves_between_versions() {
        Cache<User> users = users();
        users.set("ada", database.find("ada"));
        // region versions
        users.atVersion(2).set("grace", new User("Grace", "grace@example.org"));
        users.moveToVersion("ada", 2);
        // endregion

        assertThat(users.keys("*")).isEmpty();
        assertThat(users.atVersion(2).getMany(List.of("ada", "grace"))).hasSize(2);
        users.close();
    }

    @Test
    void throws_while_redis_is_away_if_asked_to() {
        // region outage
        Cache<User> strict = CacheBuilder.connectTo(redis)
                .resilience(Resilience.throwOnOutage())
                .serializer("json")
                .build(User.class);
        // endregion

        strict.ping();
        strict.close();
    }

    @Test
    void adds_a_shard_in_three_deployments() {
        Shard a = shard("a", 1);
        Shard b = shard("b", 2);
        Shard c = shard("c", 3);
        // region growing
        Topology.Sharded two = Topology.sharded(a, b);
        Topology.Sharded three = Topology.sharded(a, b, c);

        Topology first = two.movingTo(three); // entries stay where they are
        Topology second = three.movingFrom(two); // entries move when they are read
        Topology third = three; // done
        // endregion

        List<String> ids = IntStream.range(0, 60).mapToObj(Integer::toString).toList();
        try (Cache<String> before = texts(two)) {
            ids.forEach(id -> before.set(id, id));
        }
        for (Topology step : List.of(first, second, third)) {
            try (Cache<String> texts = texts(step)) {
                assertThat(texts.getMany(ids)).hasSize(60);
                if (step == second) {
                    texts.rewriteAll();
                }
            }
        }
    }

    private static Shard shard(String name, int database) {
        return Shard.of(name, redis + "/" + database);
    }

    private static Cache<String> texts(Topology topology) {
        return CacheBuilder.connectTo(topology)
                .keyPrefix("texts")
                .serializer("json")
                .build(String.class);
    }

    @Test
    void does_without_redis_in_tests() {
        // region in-memory
        Cache<User> users =
                CacheBuilder.connectTo(Topology.inMemory()).serializer("json").build(User.class);
        // endregion

        users.set("ada", database.find("ada"));
        assertThat(users.getMany(List.of("ada", "grace")))
                .containsExactly(entry("ada", new User("Ada", "ada@example.org")));
        users.close();
    }

    private static Cache<User> users() {
        return CacheBuilder.connectTo(redis)
                .keyPrefix("users")
                .serializer("json")
                .build(User.class);
    }

    record User(String name, String email) {}

    /** Where values come from. */
    private static final class Database {
        private final Map<String, User> rows = new TreeMap<>(
                Map.of("ada", new User("Ada", "ada@example.org"), "grace", new User("Grace", "grace@example.org")));
        private final List<String> reads = new ArrayList<>();

        User find(String id) {
            reads.add(id);
            return Objects.requireNonNull(rows.get(id), id);
        }

        Map<String, User> findAll(Collection<String> ids) {
            Map<String, User> found = new TreeMap<>();
            ids.forEach(id -> found.put(id, find(id)));
            return found;
        }

        void save(String id, User user) {
            rows.put(id, user);
        }
    }
}
