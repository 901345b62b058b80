package dev.larder.samples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.larder.Cache;
import dev.larder.CacheBuilder;
import dev.larder.CacheListener;
import dev.larder.LoadException;
import dev.larder.LoadOptions;
import dev.larder.Topology;
import dev.larder.Ttl;
import dev.larder.ValueType;
import dev.larder.testkit.RedisProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the page of questions answers, and its code. */
class FaqPageTest {
    private final Map<String, User> rows = new TreeMap<>(Map.of("ada", new User("Ada")));

    record User(String name) {}

    record UserWithRoles(String name, @Nullable List<String> roles) {}

    record UserWithAge(String name, int age) {}

    @Test
    void remembers_that_there_is_nothing() {
        // region faq-absent
        Cache<Optional<User>> users = CacheBuilder.connectTo(Topology.inMemory())
                .serializer("json")
                .build(new ValueType<Optional<User>>() {});
        LoadOptions options = LoadOptions.freshFor(Ttl.ofMinutes(10));

        Optional<User> user = users.getOrSet(
                "nobody",
                () -> Optional.ofNullable(rows.get("nobody")),
                options,
                found -> found.isPresent() ? Ttl.ofMinutes(10) : Ttl.ofSeconds(30)); // look again soon
        // endregion

        assertThat(user).isEmpty();
        assertThat(users.contains("nobody")).isTrue();
        assertThat(users.get("nobody")).isEmpty();
        assertThat(users.ttl("nobody"))
                .isNotNull()
                .extracting(Ttl::duration, InstanceOfAssertFactories.DURATION)
                .isLessThanOrEqualTo(Duration.ofSeconds(30));
        users.close();
    }

    @Test
    @SuppressWarnings("NullAway") // what the compiler refuses
    void null_from_a_loader_is_an_error() {
        try (Cache<User> users = inMemory().build(User.class)) {
            assertThatThrownBy(() -> users.getOrSet("nobody", () -> null)).isInstanceOf(LoadException.class);
            assertThat(users.contains("nobody")).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "yaml", "msgpack"})
    void a_class_may_gain_and_lose_properties(String serializer) {
        CacheBuilder builder = inMemory().serializer(serializer);
        try (Cache<User> before = builder.build(User.class);
                Cache<UserWithRoles> after = builder.build(UserWithRoles.class);
                Cache<UserWithAge> counting = builder.build(UserWithAge.class)) {
            before.set("ada", new User("Ada"));
            assertThat(after.get("ada")).isEqualTo(new UserWithRoles("Ada", null));
            assertThat(counting.get("ada"))
                    .as("there is no int that means absent")
                    .isNull();

            after.set("grace", new UserWithRoles("Grace", List.of("admiral")));
            assertThat(before.get("grace")).isEqualTo(new User("Grace"));
        }
    }

    @Test
    void a_value_that_does_not_fit_the_class_any_more_is_loaded_anew() {
        List<String> reasons = new ArrayList<>();
        CacheBuilder builder = inMemory().listener(new CacheListener() {
            @Override
            public void onUnreadable(String key, String reason) {
                reasons.add(key);
            }
        });
        try (Cache<String> before = builder.build(String.class);
                Cache<User> after = builder.build(User.class)) {
            before.set("ada", "Ada");
            assertThat(after.get("ada")).isNull();
            assertThat(after.getOrSet("ada", () -> new User("Ada"))).isEqualTo(new User("Ada"));
        }
        assertThat(reasons).isNotEmpty().containsOnly("ada");
    }

    @Test
    void clear_asks_no_keys_and_flushes_nothing() {
        try (RedisProcess server = RedisProcess.start();
                var raw = server.raw();
                Cache<User> users = CacheBuilder.connectTo(server.uri())
                        .keyPrefix("users")
                        .serializer("json")
                        .build(User.class)) {
            raw.command("SET", "others", "stay");
            users.set("ada", new User("Ada"));
            raw.command("CONFIG", "RESETSTAT");
            assertThat(users.clear()).isEqualTo(1);
            assertThat(raw.text("INFO", "commandstats"))
                    .contains("cmdstat_scan", "cmdstat_unlink")
                    .doesNotContain("cmdstat_keys", "cmdstat_flush", "cmdstat_del:");
            assertThat(raw.keys()).containsExactly("others");
        }
    }

    private static CacheBuilder inMemory() {
        return CacheBuilder.connectTo(Topology.inMemory()).serializer("json");
    }
}
