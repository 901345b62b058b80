package dev.larder.testkit;

import static dev.larder.testkit.CacheHome.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.larder.Cache;
import dev.larder.LoadOptions;
import dev.larder.Ttl;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Entries live as long as they were told. */
interface TimesToLive extends CacheHome {
    private static Duration left(Cache<?> cache, String key) {
        return Objects.requireNonNull(cache.ttl(key), "no entry").duration();
    }

    @Test
    default void an_entry_without_a_time_lives_for_the_default() {
        Cache<String> cache = opened(here().defaultTtl(Ttl.ofSeconds(100)).build(String.class));
        cache.set("set", "v");
        cache.setMany(Map.of("many", "v"));
        cache.add("added", "v");
        cache.getOrSet("loaded", () -> "v");
        cache.getOrSetMany(List.of("loadedMany"), keys -> Map.of("loadedMany", "v"));
        for (String key : List.of("set", "many", "added", "loaded", "loadedMany")) {
            assertThat(left(cache, key)).isBetween(Duration.ofSeconds(60), Duration.ofSeconds(100));
        }
    }

    @Test
    default void an_entry_is_gone_when_its_time_is_over() {
        Cache<String> cache = cache(String.class);
        cache.set("set", "v", Ttl.ofMillis(60));
        cache.setMany(Map.of("many", "v"), Ttl.ofMillis(60));
        cache.add("added", "v", Ttl.ofMillis(60));
        cache.set("stays", "v", Ttl.ofDays(30));
        until(() -> cache.getMany(List.of("set", "many", "added", "stays")).size() == 1);
        assertThat(cache.contains("set")).isFalse();
        assertThat(cache.ttl("set")).isNull();
        assertThat(cache.add("set", "again")).isTrue();
        assertThat(cache.keys("*")).containsExactlyInAnyOrder("set", "stays");
    }

    @Test
    default void long_times_are_times_from_now() {
        Cache<String> cache = cache(String.class);
        Ttl month = Ttl.of(Duration.ofDays(30).plusSeconds(1));
        cache.set("set", "v", month);
        cache.add("added", "v", month);
        cache.setMany(Map.of("many", "v"), month);
        for (String key : List.of("set", "added", "many")) {
            assertThat(left(cache, key)).isBetween(Duration.ofDays(30).minusMinutes(5), month.duration());
        }
        cache.set("century", "v", Ttl.of(Duration.ofDays(36_525)));
        assertThat(cache.get("century")).isEqualTo("v");
    }

    @Test
    default void an_entry_may_live_for_ever() {
        Cache<String> cache = cache(String.class);
        cache.set("set", "v", Ttl.FOREVER);
        cache.add("added", "v", Ttl.FOREVER);
        cache.setMany(Map.of("many", "v"), Ttl.FOREVER);
        cache.getOrSet("loaded", () -> "v", LoadOptions.freshFor(Ttl.FOREVER));
        for (String key : List.of("set", "added", "many", "loaded")) {
            assertThat(cache.ttl(key)).isEqualTo(Ttl.FOREVER);
        }
        assertThat(cache.ttl("no")).isNull();
    }

    @Test
    default void no_time_at_all_is_refused_with_advice() {
        assertThatThrownBy(() -> Ttl.ofSeconds(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("delete");
        assertThatThrownBy(() -> Ttl.ofSeconds(-1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    default void touch_gives_an_entry_a_new_time() {
        Cache<String> cache = opened(here().defaultTtl(Ttl.ofSeconds(500)).build(String.class));
        cache.set("k", "v", Ttl.ofSeconds(100));
        assertThat(cache.touch("k", Ttl.ofSeconds(1000))).isTrue();
        assertThat(left(cache, "k")).isGreaterThan(Duration.ofMinutes(10));
        assertThat(cache.touch("k")).isTrue();
        assertThat(left(cache, "k")).isBetween(Duration.ofSeconds(300), Duration.ofSeconds(500));
        assertThat(cache.touch("k", Ttl.ofSeconds(100))).isTrue();
        assertThat(left(cache, "k")).isLessThanOrEqualTo(Duration.ofSeconds(100));
        cache.set("forever", "v", Ttl.FOREVER);
        assertThat(cache.touch("forever", Ttl.ofSeconds(100))).isTrue();
        assertThat(left(cache, "forever")).isLessThanOrEqualTo(Duration.ofSeconds(100));
        assertThat(cache.touch("forever", Ttl.FOREVER)).isTrue();
        assertThat(cache.ttl("forever")).isEqualTo(Ttl.FOREVER);
        assertThat(cache.touch("no")).isFalse();
        assertThat(cache.get("k")).isEqualTo("v");
    }

    @Test
    default void persist_lets_an_entry_live_for_ever() {
        Cache<String> cache = cache(String.class);
        cache.set("k", "v", Ttl.ofSeconds(100));
        assertThat(cache.persist("k")).isTrue();
        assertThat(cache.ttl("k")).isEqualTo(Ttl.FOREVER);
        assertThat(cache.get("k")).isEqualTo("v");
        assertThat(cache.persist("k")).isTrue();
        assertThat(cache.persist("no")).isFalse();
    }

    @Test
    default void touch_and_persist_make_a_stale_entry_fresh_to_its_end() {
        LoadOptions options = LoadOptions.freshFor(Ttl.ofMillis(1)).keepFor(Ttl.ofMinutes(10));
        Cache<String> cache = cache(String.class);
        cache.getOrSet("touched", () -> "old", options);
        cache.getOrSet("persisted", () -> "old", options);
        cache.getOrSet("neither", () -> "old", options);
        until(() -> cache.getOrSet("neither", () -> "new", options).equals("new"));
        assertThat(cache.touch("touched", Ttl.ofSeconds(50))).isTrue();
        assertThat(cache.persist("persisted")).isTrue();
        assertThat(cache.getOrSet("touched", () -> "new", options)).isEqualTo("old");
        assertThat(cache.getOrSet("persisted", () -> "new", options)).isEqualTo("old");
        assertThat(cache.get("touched")).isEqualTo("old");
    }

    @Test
    default void jitter_shortens_times_and_never_lengthens_them() {
        Cache<String> cache = opened(here().ttlJitter(0.5).build(String.class));
        here().ttlJitter(0);
        for (int i = 0; i < 50; i++) {
            cache.set("k" + i, "v", Ttl.ofSeconds(1000));
        }
        List<Duration> left =
                cache.keys("*").map(key -> left(cache, key)).sorted().toList();
        assertThat(left.get(0)).isGreaterThan(Duration.ofSeconds(400));
        assertThat(left.get(49)).isLessThanOrEqualTo(Duration.ofSeconds(1000));
        assertThat(left.get(49).minus(left.get(0))).isGreaterThan(Duration.ofSeconds(100));
    }
}
