package dev.larder.samples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.Cache;
import dev.larder.CacheBuilder;
import dev.larder.Pool;
import dev.larder.Topology;
import dev.larder.Ttl;
import dev.larder.testkit.RedisProcess;
import dev.larder.testkit.TcpProxy;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The code of the page on testing, which shows the regions below. */
@Timeout(60)
class TestingPageTest {
    private final Database database = new Database();

    record User(String name) {}

    // region testing-code
    static final class Directory {
        private final Cache<User> users;
        private final Database database;

        Directory(Cache<User> users, Database database) {
            this.users = users;
            this.database = database;
        }

        User find(String id) {
            return users.getOrSet(id, () -> database.find(id));
        }

        void rename(String id, String name) {
            database.save(id, new User(name)); // the database first, then the cache
            users.delete(id);
        }
    }
    // endregion

    /** Where users come from, and how often they did. */
    static final class Database {
        private final Map<String, User> rows = new ConcurrentHashMap<>(Map.of("ada", new User("Ada")));
        private final AtomicInteger reads = new AtomicInteger();

        User find(String id) {
            reads.incrementAndGet();
            return rows.getOrDefault(id, new User(id));
        }

        void save(String id, User user) {
            rows.put(id, user);
        }

        int reads() {
            return reads.get();
        }
    }

    @Test
    void caches_in_memory() {
        // region testing-in-memory
        Cache<User> users =
                CacheBuilder.connectTo(Topology.inMemory()).serializer("json").build(User.class);
        Directory directory = new Directory(users, database);

        directory.find("ada");
        directory.find("ada");
        assertThat(database.reads()).isEqualTo(1);

        directory.rename("ada", "Augusta");
        assertThat(directory.find("ada").name()).isEqualTo("Augusta");
        assertThat(users.ttl("ada")).isNotNull().isNotEqualTo(Ttl.FOREVER);
        // endregion
        users.close();
    }

    @Test
    void caches_of_one_builder_share_what_is_in_memory() {
        CacheBuilder builder = CacheBuilder.connectTo(Topology.inMemory()).serializer("json");
        try (Cache<User> one = builder.build(User.class);
                Cache<User> another = builder.build(User.class);
                Cache<User> apart = CacheBuilder.connectTo(Topology.inMemory())
                        .serializer("json")
                        .build(User.class)) {
            one.set("ada", new User("Ada"));
            assertThat(another.get("ada")).isEqualTo(new User("Ada"));
            assertThat(apart.get("ada")).isNull();
        }
    }

    @Test
    void does_without_a_cache() {
        // region testing-none
        Cache<User> users = CacheBuilder.connectTo(Topology.none()).build(User.class);
        Directory directory = new Directory(users, database);

        directory.find("ada");
        directory.find("ada");
        assertThat(database.reads()).isEqualTo(2); // each call reads
        // endregion
        users.close();
    }

    @Test
    void runs_on_a_redis_of_its_own() {
        // region testing-redis
        try (RedisProcess redis = RedisProcess.start();
                Cache<User> users = CacheBuilder.connectTo(redis.uri())
                        .keyPrefix("users")
                        .serializer("json")
                        .build(User.class)) {
            new Directory(users, database).find("ada");

            assertThat(users.get("ada")).isEqualTo(new User("Ada"));
        }
        // endregion
    }

    @Test
    void one_load_in_two_processes() {
        try (RedisProcess redis = RedisProcess.start();
                Cache<User> here = on(redis);
                Cache<User> there = on(redis)) {
            // region testing-herd
            // two builders, as two processes would have: they share Redis and nothing else
            Stream<Directory> callers =
                    IntStream.range(0, 20).mapToObj(i -> new Directory(i % 2 == 0 ? here : there, database));

            callers.parallel().forEach(directory -> directory.find("ada"));

            assertThat(database.reads()).isEqualTo(1);
            // endregion
        }
    }

    private static Cache<User> on(RedisProcess redis) {
        Duration patience = Duration.ofSeconds(20); // a busy machine is no outage
        return CacheBuilder.connectTo(redis.uri())
                .connectTimeout(patience)
                .socketTimeout(patience)
                .pool(Pool.DEFAULT.maxWait(patience))
                .keyPrefix("users")
                .serializer("json")
                .build(User.class);
    }

    @Test
    void goes_on_without_redis() {
        // region testing-outage
        try (RedisProcess redis = RedisProcess.start();
                TcpProxy network = TcpProxy.to(redis.port());
                Cache<User> users = CacheBuilder.connectTo("127.0.0.1:" + network.port())
                        .socketTimeout(Duration.ofMillis(200))
                        .serializer("json")
                        .build(User.class)) {
            Directory directory = new Directory(users, database);
            directory.find("ada");

            network.stall(); // all bytes are held back, as by a network without a route
            assertThat(directory.find("ada").name()).isEqualTo("Ada");
            directory.rename("ada", "Augusta"); // reaches Redis once it is back

            network.pass();
            assertThat(directory.find("ada").name()).isEqualTo("Augusta");
        }
        // endregion
        assertThat(database.reads()).isBetween(2, 3);
    }
}
