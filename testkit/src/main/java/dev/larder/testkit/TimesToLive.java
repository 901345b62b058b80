package dev.larder.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.larder.Cache;
import dev.larder.Ttl;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** How long entries live, and how that changes. */
interface TimesToLive extends Caches {
    /** Longer than a counter of milliseconds in 32 bits. */
    Ttl LONG = Ttl.of(Duration.ofDays(30).plusSeconds(1));

    /** Fails unless the time left is at most this, and not much less: a test may be slow, but not by a minute. */
    static void assertLeft(@Nullable Ttl left, Ttl asked) {
        assertThat(Objects.requireNonNull(left, "no entry").duration())
                .isLessThanOrEqualTo(asked.duration())
                .isGreaterThan(asked.duration().minusMinutes(1))
                .isPositive();
    }

    @Test
    default void an_entry_without_a_time_lives_for_the_default() {
        Cache<String> cache = opened(caches().defaultTtl(Ttl.ofHours(2)).build(String.class));
        cache.set("set", "v");
        cache.add("add", "v");
        cache.setMany(Map.of("many", "v"));
        cache.getOrSet("loaded", () -> "v");
        cache.getOrSetMany(List.of("loadedMany"), missing -> Map.of("loadedMany", "v"));
        cache.set("touched", "v", Ttl.ofSeconds(100));
        cache.touch("touched");
        for (String key : List.of("set", "add", "many", "loaded", "loadedMany", "touched")) {
            assertLeft(cache.ttl(key), Ttl.ofHours(2));
        }
    }

    @Test
    default void the_default_is_five_minutes() {
        Cache<String> cache = texts();
        cache.set("k", "v");
        assertLeft(cache.ttl("k"), Ttl.ofMinutes(5));
    }

    @Test
    default void the_default_may_be_forever() {
        Cache<String> cache = opened(caches().defaultTtl(Ttl.FOREVER).build(String.class));
        cache.set("k", "v");
        cache.getOrSet("loaded", () -> "v");
        assertThat(cache.ttl("k")).isEqualTo(Ttl.FOREVER);
        assertThat(cache.ttl("loaded")).isEqualTo(Ttl.FOREVER);
    }

    @Test
    default void an_entry_is_gone_after_its_time() {
        Cache<String> cache = texts();
        cache.set("set", "v", Ttl.ofMillis(80));
        cache.add("add", "v", Ttl.ofMillis(80));
        cache.setMany(Map.of("many", "v", "more", "v"), Ttl.ofMillis(80));
        cache.set("stays", "v", Ttl.ofMinutes(1));
        Eventually.passes(() -> assertThat(cache.getMany(List.of("set", "add", "many", "more", "stays")))
                .containsOnlyKeys("stays"));
        assertThat(cache.get("set")).isNull();
        assertThat(cache.contains("set")).isFalse();
        assertThat(cache.ttl("set")).isNull();
        assertThat(cache.touch("set")).isFalse();
        assertThat(cache.persist("set")).isFalse();
        assertThat(cache.delete("set")).isFalse();
        assertThat(cache.add("set", "new")).isTrue();
        assertThat(cache.get("set")).isEqualTo("new");
    }

    @Test
    default void an_entry_is_not_gone_before_its_time() {
        Cache<String> cache = texts();
        long start = System.nanoTime();
        cache.set("k", "v", Ttl.ofMillis(200));
        while (cache.get("k") != null) {
            Eventually.pause(1);
        }
        // the server's clock is another one, and counts whole milliseconds
        assertThat(System.nanoTime() - start)
                .isGreaterThan(Duration.ofMillis(190).toNanos());
    }

    @Test
    default void times_to_live_are_of_milliseconds() {
        Cache<String> cache = texts();
        cache.set("k", "v", Ttl.ofMillis(100_250));
        Ttl left = cache.ttl("k");
        assertLeft(left, Ttl.ofMillis(100_250));
        cache.set("one", "v", Ttl.ofMillis(1));
        Eventually.passes(() -> assertThat(cache.get("one")).isNull());
        cache.set("fraction", "v", Ttl.of(Duration.ofNanos(1)));
        Eventually.passes(() -> assertThat(cache.get("fraction")).isNull());
    }

    @Test
    default void a_time_may_be_longer_than_thirty_days() {
        Cache<String> cache = texts();
        cache.set("set", "v", LONG);
        cache.add("add", "v", LONG);
        cache.setMany(Map.of("many", "v"), LONG);
        for (String key : List.of("set", "add", "many")) {
            assertThat(cache.get(key)).isEqualTo("v");
            assertLeft(cache.ttl(key), LONG);
        }
        cache.set("century", "v", Ttl.ofDays(36_525));
        assertLeft(cache.ttl("century"), Ttl.ofDays(36_525));
    }

    @Test
    default void an_entry_may_live_forever() {
        Cache<String> cache = texts();
        cache.set("set", "v", Ttl.FOREVER);
        cache.add("add", "v", Ttl.FOREVER);
        cache.setMany(Map.of("many", "v"), Ttl.FOREVER);
        for (String key : List.of("set", "add", "many")) {
            assertThat(cache.ttl(key)).isEqualTo(Ttl.FOREVER);
        }
    }

    @Test
    default void an_entry_that_is_not_there_has_no_time() {
        Cache<String> cache = texts();
        assertThat(cache.ttl("k")).isNull();
        cache.set("k", "v");
        cache.delete("k");
        assertThat(cache.ttl("k")).isNull();
    }

    @Test
    default void set_forgets_the_time_of_the_old_value() {
        Cache<String> cache = texts();
        cache.set("k", "v", Ttl.ofSeconds(100));
        cache.set("k", "v", Ttl.FOREVER);
        assertThat(cache.ttl("k")).isEqualTo(Ttl.FOREVER);
        cache.set("k", "v", Ttl.ofSeconds(1000));
        assertLeft(cache.ttl("k"), Ttl.ofSeconds(1000));
    }

    @Test
    default void touch_gives_more_or_less_time_and_ends_forever() {
        Cache<String> cache = texts();
        cache.set("k", "v", Ttl.ofSeconds(1000));
        assertThat(cache.touch("k", Ttl.ofSeconds(2000))).isTrue();
        assertLeft(cache.ttl("k"), Ttl.ofSeconds(2000));
        assertThat(cache.touch("k", Ttl.ofSeconds(1000))).isTrue();
        assertLeft(cache.ttl("k"), Ttl.ofSeconds(1000));
        assertThat(cache.touch("k", Ttl.FOREVER)).isTrue();
        assertThat(cache.ttl("k")).isEqualTo(Ttl.FOREVER);
        assertThat(cache.touch("k", Ttl.ofSeconds(100))).isTrue();
        assertLeft(cache.ttl("k"), Ttl.ofSeconds(100));
        assertThat(cache.get("k")).isEqualTo("v");
    }

    @Test
    default void persist_takes_the_end_away() {
        Cache<String> cache = texts();
        cache.set("k", "v", Ttl.ofSeconds(10));
        assertThat(cache.persist("k")).isTrue();
        assertThat(cache.ttl("k")).isEqualTo(Ttl.FOREVER);
        assertThat(cache.persist("k")).isTrue();
        assertThat(cache.get("k")).isEqualTo("v");
    }

    @Test
    default void touch_and_persist_say_if_there_is_no_entry() {
        Cache<String> cache = texts();
        assertThat(cache.touch("k")).isFalse();
        assertThat(cache.touch("k", Ttl.FOREVER)).isFalse();
        assertThat(cache.persist("k")).isFalse();
        assertThat(cache.contains("k")).isFalse();
    }

    @Test
    default void jitter_shortens_a_time_and_never_lengthens_it() {
        Cache<String> cache = opened(caches().ttlJitter(0.5).build(String.class));
        for (int i = 0; i < 20; i++) {
            cache.set("k", "v", Ttl.ofHours(2));
            Ttl left = Objects.requireNonNull(cache.ttl("k"), "no entry");
            assertThat(left.duration()).isBetween(Duration.ofMinutes(59), Duration.ofHours(2));
        }
        cache.set("k", "v", Ttl.FOREVER);
        assertThat(cache.ttl("k")).isEqualTo(Ttl.FOREVER);
    }

    @Test
    default void no_time_and_less_than_none_are_refused() {
        for (long none : new long[] {0, -1}) {
            assertThatThrownBy(() -> Ttl.ofMillis(none))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("delete");
            assertThatThrownBy(() -> Ttl.of(Duration.ofSeconds(none))).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
