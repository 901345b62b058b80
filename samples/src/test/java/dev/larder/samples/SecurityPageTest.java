package dev.larder.samples;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.larder.Cache;
import dev.larder.CacheBuilder;
import dev.larder.CacheLock;
import dev.larder.CacheUnavailableException;
import dev.larder.LoadException;
import dev.larder.LoadOptions;
import dev.larder.Pool;
import dev.larder.Resilience;
import dev.larder.Topology;
import dev.larder.Ttl;
import dev.larder.testkit.RawRedis;
import dev.larder.testkit.RedisCluster;
import dev.larder.testkit.RedisProcess;
import dev.larder.testkit.RedisReplicas;
import dev.larder.testkit.RedisSentinels;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The rights that the page on security tells to give are all that a cache needs, and no more. */
@Timeout(120)
class SecurityPageTest {
    private static final List<String> LINES = Project.lines(Pages.MANUAL.resolve("security.md"));
    /** A busy machine is no outage. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final String REPLICAS = "replicas, named or behind sentinels";
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");
    private static final Pattern CALLED =
            Pattern.compile("cmdstat_([a-z]+)[^:]*:calls=([1-9]\\d*),.*", Pattern.CASE_INSENSITIVE);

    record User(String name) {}

    /** The command that the page shows. */
    private static String[] rule() {
        return line("ACL SETUSER app ").split(" ");
    }

    /** The command that adds what the page says in the row that begins so. */
    private static String[] rule(String row) {
        Matcher rights = CODE.matcher(line("| " + row + " |"));
        assertThat(rights.find()).as("rights for %s", row).isTrue();
        return ("ACL SETUSER app " + rights.group(1).replace("\\|", "|")).split(" ");
    }

    private static String line(String beginning) {
        return LINES.stream()
                .filter(line -> line.startsWith(beginning))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("the page has no line that begins with " + beginning));
    }

    private static Set<String> granted(String[] rule) {
        return Stream.of(rule)
                .filter(word -> word.startsWith("+"))
                .map(word -> word.substring(1))
                .collect(toSet());
    }

    private static CacheBuilder builder(Topology topology) {
        return CacheBuilder.connectTo(topology)
                .credentials("app", "secret")
                .connectTimeout(PATIENCE)
                .socketTimeout(PATIENCE)
                .pool(Pool.DEFAULT.maxWait(PATIENCE))
                .keyPrefix("users")
                .serializer("json")
                .resilience(Resilience.throwOnOutage());
    }

    @Test
    void a_day_of_a_cache_needs_these_rights_and_no_others() {
        try (RedisProcess server = RedisProcess.start();
                RawRedis admin = server.raw()) {
            String[] rule = rule();
            admin.command(rule);
            admin.command("CONFIG", "RESETSTAT");
            spendADay(admin, Topology.single("127.0.0.1:" + server.port()));

            assertThat(admin.command("ACL", "LOG")).as("what was refused").isEqualTo(List.of());
            assertThat(called(admin)).isEqualTo(new TreeSet<>(granted(rule)));
        }
    }

    @Test
    void without_scripts_a_day_needs_transactions() {
        try (RedisProcess server = RedisProcess.start();
                RawRedis admin = server.raw()) {
            String[] rule = rule();
            String[] more = rule("scripts are forbidden");
            admin.command(rule);
            admin.command(more);
            admin.command("CONFIG", "RESETSTAT");
            spendADay(admin, Topology.single("127.0.0.1:" + server.port()));

            assertThat(called(admin)).containsAll(granted(more)).doesNotContain("eval", "evalsha");
        }
    }

    @Test
    void a_user_of_one_prefix_cannot_reach_another() {
        try (RedisProcess server = RedisProcess.start();
                RawRedis admin = server.raw()) {
            admin.command(rule());
            admin.command("SET", "orders:1:1", "an order");
            CacheBuilder builder = builder(Topology.single("127.0.0.1:" + server.port()));
            try (Cache<User> orders = builder.keyPrefix("orders").build(User.class)) {
                assertThatThrownBy(() -> orders.get("1"))
                        .isInstanceOf(CacheUnavailableException.class)
                        .hasMessageContaining("NOPERM")
                        .hasMessageContaining("grant the user this command and these keys")
                        .hasMessageNotContaining("secret");
                assertThatThrownBy(orders::clear).isInstanceOf(CacheUnavailableException.class);
            }
        }
    }

    @Test
    void replicas_need_more() {
        try (RedisReplicas servers = RedisReplicas.start(1);
                RawRedis admin = servers.primary().raw()) {
            Stream.concat(Stream.of(servers.primary()), servers.replicas().stream())
                    .forEach(each -> grant(each, REPLICAS));
            spendADay(
                    admin,
                    Topology.replicated(
                            "127.0.0.1:" + servers.primary().port(),
                            "127.0.0.1:" + servers.replicas().get(0).port()));
            Stream.concat(Stream.of(servers.primary()), servers.replicas().stream())
                    .forEach(SecurityPageTest::assertRefusedNothing);
        }
    }

    @Test
    @Tag("soak")
    void servers_behind_sentinels_need_more() {
        try (RedisSentinels servers = RedisSentinels.start();
                RawRedis admin = servers.primary().raw()) {
            servers.sentinels().forEach(each -> {
                try (RawRedis sentinel = each.raw()) {
                    sentinel.command("ACL", "SETUSER", "watcher", "on", ">hush", rule("sentinels")[3]);
                }
            });
            servers.servers().forEach(each -> grant(each, REPLICAS, "servers that sentinels watch"));
            spendADay(
                    admin,
                    Topology.sentinel(
                                    servers.primaryName(),
                                    servers.sentinelUris().toArray(String[]::new))
                            .credentials("watcher", "hush"));
            servers.servers().forEach(SecurityPageTest::assertRefusedNothing);
            servers.sentinels().forEach(SecurityPageTest::assertRefusedNothing);
        }
    }

    @Test
    @Tag("soak")
    void nodes_of_a_cluster_need_more() {
        try (RedisCluster cluster = RedisCluster.start()) {
            cluster.nodes().forEach(each -> grant(each, "nodes of a cluster"));
            spendADay(
                    null,
                    Topology.cluster(cluster.nodes().stream()
                            .map(each -> "127.0.0.1:" + each.port())
                            .toArray(String[]::new)));
            cluster.nodes().forEach(SecurityPageTest::assertRefusedNothing);
        }
    }

    private static void grant(RedisProcess server, String... rows) {
        try (RawRedis admin = server.raw()) {
            admin.command(rule());
            for (String row : rows) {
                admin.command(rule(row));
            }
        }
    }

    private static void assertRefusedNothing(RedisProcess server) {
        try (RawRedis admin = server.raw()) {
            assertThat(admin.command("ACL", "LOG")).as("what was refused").isEqualTo(List.of());
        }
    }

    /** The commands that were carried out, but for those of the test itself. */
    private static Set<String> called(RawRedis admin) {
        return String.valueOf(admin.text("INFO", "commandstats"))
                .lines()
                .map(CALLED::matcher)
                .filter(Matcher::matches)
                .map(line -> line.group(1).toLowerCase(Locale.ROOT))
                .filter(command -> !Set.of("acl", "auth", "config", "info").contains(command))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Everything that a cache can do. */
    private static void spendADay(@Nullable RawRedis admin, Topology topology) {
        LoadOptions graceful = LoadOptions.freshFor(Ttl.ofMinutes(1)).keepFor(Ttl.ofHours(1));
        CacheBuilder builder = builder(topology);
        try (Cache<User> users = builder.build(User.class);
                Cache<Long> visits = builder.build(Long.class)) {
            users.ping();
            users.set("ada", new User("Ada"));
            users.setMany(Map.of("grace", new User("Grace"), "barbara", new User("Barbara")));
            assertThat(users.add("ada", new User("Augusta"))).isFalse();
            assertThat(users.get("ada")).isEqualTo(new User("Ada"));
            assertThat(users.getMany(List.of("ada", "grace", "nobody"))).hasSize(2);
            assertThat(users.contains("ada")).isTrue();
            assertThat(users.ttl("ada")).isNotNull();

            assertThat(users.getOrSet("edsger", () -> new User("Edsger"), graceful))
                    .isEqualTo(new User("Edsger"));
            assertThat(users.touch("edsger")).isTrue();
            assertThat(users.touch("nobody")).isFalse();
            assertThat(users.persist("edsger")).isTrue();
            assertThat(users.getOrSetMany(
                            List.of("ada", "tony"), missing -> Map.of("tony", new User("Tony")), graceful))
                    .hasSize(2);
            assertThatThrownBy(() -> users.getOrSet("nobody", () -> {
                        throw new IOException("no such user");
                    }))
                    .isInstanceOf(LoadException.class);
            if (admin != null) {
                admin.command("SET", "users:1:garbled", "{", "EX", "60");
                assertThat(users.getOrSet("garbled", () -> new User("Alan"))).isEqualTo(new User("Alan"));
            }

            assertThat(users.explain("ada").serializer()).isEqualTo("json");
            assertThat(users.keys("*")).contains("ada");
            users.moveToVersion("ada", 2);
            assertThat(users.rewriteAll()).isPositive();
            assertThat(users.delete("grace")).isTrue();
            assertThat(users.deleteMany(List.of("barbara", "nobody"))).isEqualTo(1);
            assertThat(users.deleteMatching("ed*")).isEqualTo(1);
            assertThat(users.clear()).isPositive();
            assertThat(users.atVersion(2).contains("ada")).isTrue();
            assertThat(users.clearAllVersions()).isPositive();

            visits.add("home", 0L);
            assertThat(visits.increment("home")).isEqualTo(1);
            try (CacheLock lock = users.lock("nightly", Duration.ofMinutes(1))) {
                assertThat(lock.tryAcquire()).isTrue();
                assertThat(lock.extend(Duration.ofMinutes(2))).isTrue();
                assertThat(lock.isHeld()).isTrue();
            }
        }
    }
}
