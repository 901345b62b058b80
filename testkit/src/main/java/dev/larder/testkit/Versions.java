package dev.larder.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.larder.Cache;
import dev.larder.NoSuchKeyException;
import dev.larder.Progress;
import dev.larder.Ttl;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Versions of one key are entries of their own. */
interface Versions extends CacheHome {
    @Test
    default void each_version_has_its_own_entries() {
        Cache<String> one = cache(String.class);
        Cache<String> two = one.atVersion(2);
        assertThat(one.version()).isEqualTo(1);
        assertThat(two.version()).isEqualTo(2);
        one.set("k", "one");
        assertThat(two.get("k")).isNull();
        two.set("k", "two");
        one.atVersion(-7).setMany(Map.of("k", "minus seven"));
        assertThat(one.get("k")).isEqualTo("one");
        assertThat(two.atVersion(1).get("k")).isEqualTo("one");
        assertThat(one.atVersion(-7).get("k")).isEqualTo("minus seven");
        assertThat(two.keys("*")).containsExactly("k");
        assertThat(opened(here().version(2).build(String.class)).get("k")).isEqualTo("two");
        here().version(1);
    }

    @Test
    default void clear_removes_one_version() {
        Cache<String> one = cache(String.class);
        one.set("a", "1");
        one.set("b", "1");
        one.atVersion(2).set("a", "2");
        assertThat(one.clear()).isEqualTo(2);
        assertThat(one.keys("*")).isEmpty();
        assertThat(one.atVersion(2).get("a")).isEqualTo("2");
        assertThat(one.clear()).isZero();
    }

    @Test
    default void clear_all_versions_removes_them_all_and_nothing_else() {
        Cache<String> cache = cache(String.class);
        Cache<String> longer = under(prefix() + ":foo");
        Cache<String> other = under(prefix() + "x");
        for (Cache<String> each : List.of(cache, longer, other)) {
            each.set("k", "v");
            each.atVersion(-3).set("k", "v");
            each.atVersion(12).set("k", "v");
        }
        assertThat(cache.clearAllVersions()).isEqualTo(3);
        assertThat(cache.get("k")).isNull();
        assertThat(cache.atVersion(12).get("k")).isNull();
        assertThat(longer.get("k")).isEqualTo("v");
        assertThat(longer.atVersion(-3).get("k")).isEqualTo("v");
        assertThat(other.atVersion(12).get("k")).isEqualTo("v");
    }

    @Test
    default void moving_takes_value_and_time_along() {
        Cache<String> cache = cache(String.class);
        cache.set("k", "v", Ttl.ofSeconds(100));
        cache.atVersion(2).set("k", "old", Ttl.FOREVER);
        cache.moveToVersion("k", 2);
        assertThat(cache.get("k")).isNull();
        assertThat(cache.atVersion(2).get("k")).isEqualTo("v");
        assertThat(Objects.requireNonNull(cache.atVersion(2).ttl("k")).duration())
                .isBetween(Duration.ofSeconds(50), Duration.ofSeconds(100));
        cache.atVersion(2).moveToVersion("k", 1);
        assertThat(cache.get("k")).isEqualTo("v");
        cache.set("forever", "v", Ttl.FOREVER);
        cache.moveToVersion("forever", 3);
        assertThat(cache.atVersion(3).ttl("forever")).isEqualTo(Ttl.FOREVER);
    }

    @Test
    default void moving_what_is_not_there_is_an_error_and_the_target_stays() {
        Cache<String> cache = cache(String.class);
        cache.atVersion(2).set("k", "v");
        assertThatThrownBy(() -> cache.moveToVersion("k", 2))
                .isInstanceOf(NoSuchKeyException.class)
                .hasMessageContaining("'k'");
        assertThat(cache.atVersion(2).get("k")).isEqualTo("v");
    }

    @Test
    default void moving_to_the_same_version_changes_nothing() {
        Cache<String> cache = cache(String.class);
        cache.set("k", "v", Ttl.FOREVER);
        cache.moveToVersion("k", 1);
        assertThat(cache.get("k")).isEqualTo("v");
        assertThat(cache.ttl("k")).isEqualTo(Ttl.FOREVER);
    }

    @Test
    default void a_moved_counter_goes_on_counting() {
        Cache<Long> cache = cache(Long.class);
        cache.set("n", 41L);
        cache.moveToVersion("n", 2);
        assertThat(cache.atVersion(2).increment("n")).isEqualTo(42);
    }

    @Test
    default void rewriting_keeps_values_and_times() {
        Cache<String> cache = cache(String.class);
        for (int i = 0; i < 250; i++) {
            cache.set("k" + i, "v" + i, i % 2 == 0 ? Ttl.FOREVER : Ttl.ofSeconds(1000));
        }
        cache.atVersion(2).set("other", "v");
        List<long[]> told = new ArrayList<>();
        Progress progress = (done, total) -> told.add(new long[] {done, total});
        assertThat(cache.rewriteAll(progress)).isEqualTo(250);
        assertThat(cache.rewriteAll()).isEqualTo(250);
        assertThat(told).allSatisfy(each -> assertThat(each[0]).isLessThanOrEqualTo(each[1]));
        assertThat(told.get(told.size() - 1)).containsExactly(250, 250);
        for (int i = 0; i < 250; i++) {
            assertThat(cache.get("k" + i)).isEqualTo("v" + i);
        }
        assertThat(cache.ttl("k0")).isEqualTo(Ttl.FOREVER);
        assertThat(Objects.requireNonNull(cache.ttl("k1")).duration())
                .isBetween(Duration.ofSeconds(900), Duration.ofSeconds(1000));
    }
}
