package dev.larder.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.larder.Cache;
import dev.larder.NoSuchKeyException;
import dev.larder.Ttl;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** One key in several versions. */
interface Versions extends Caches {
    @Test
    default void versions_have_entries_of_their_own() {
        Cache<String> cache = texts();
        for (int version : new int[] {0, 2, -1, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
            Cache<String> view = cache.atVersion(version);
            assertThat(view.version()).isEqualTo(version);
            assertThat(view.get("k")).isNull();
            assertThat(view.add("k", "at " + version)).isTrue();
            view.setMany(Map.of("many", "at " + version));
        }
        assertThat(cache.version()).isEqualTo(1);
        assertThat(cache.contains("k")).isFalse();
        assertThat(cache.atVersion(-1).get("k")).isEqualTo("at -1");
        assertThat(cache.atVersion(Integer.MIN_VALUE).get("many")).isEqualTo("at -2147483648");
        assertThat(cache.atVersion(2).delete("k")).isTrue();
        assertThat(cache.atVersion(0).get("k")).isEqualTo("at 0");
    }

    @Test
    default void a_view_sees_what_a_cache_built_at_its_version_sees() {
        Cache<String> second = opened(caches().version(2).build(String.class));
        assertThat(second.version()).isEqualTo(2);
        Cache<String> cache = texts();
        cache.atVersion(2).set("k", "v");
        assertThat(second.get("k")).isEqualTo("v");
        assertThat(second.atVersion(1).contains("k")).isFalse();
        assertThat(cache.atVersion(2).atVersion(1).atVersion(2).get("k")).isEqualTo("v");
    }

    @Test
    default void clear_removes_one_version() {
        Cache<String> cache = texts();
        cache.set("a", "1");
        cache.set("b", "1");
        cache.atVersion(2).set("a", "2");
        cache.atVersion(-1).set("a", "-1");
        cache.atVersion(11).set("a", "11");
        assertThat(cache.clear()).isEqualTo(2);
        assertThat(cache.contains("a")).isFalse();
        assertThat(cache.atVersion(2).clear()).isEqualTo(1);
        assertThat(cache.atVersion(-1).get("a")).isEqualTo("-1");
        assertThat(cache.atVersion(11).get("a")).isEqualTo("11");
        assertThat(cache.clear()).isZero();
    }

    @Test
    default void clear_all_versions_spares_other_prefixes() {
        Cache<String> cache = texts();
        Cache<String> longer = opened(caches().keyPrefix(prefix() + ":foo").build(String.class));
        Cache<String> other = opened(caches().keyPrefix(prefix() + "x").build(String.class));
        longer.set("k", "longer");
        longer.set("1:k", "longer");
        other.set("k", "other");
        for (int version : new int[] {1, 2, 0, -1, Integer.MIN_VALUE}) {
            cache.atVersion(version).set("k", "v");
        }
        cache.set("", "v");
        assertThat(cache.clearAllVersions()).isEqualTo(6);
        for (int version : new int[] {1, 2, 0, -1, Integer.MIN_VALUE}) {
            assertThat(cache.atVersion(version).contains("k")).isFalse();
        }
        assertThat(longer.get("k")).isEqualTo("longer");
        assertThat(longer.get("1:k")).isEqualTo("longer");
        assertThat(other.get("k")).isEqualTo("other");
    }

    @Test
    default void an_entry_moves_with_its_time_to_live() {
        Cache<String> cache = texts();
        cache.set("k", "v", Ttl.ofHours(2));
        cache.set("forever", "w", Ttl.FOREVER);
        cache.moveToVersion("k", 2);
        cache.moveToVersion("forever", -5);
        assertThat(cache.contains("k")).isFalse();
        assertThat(cache.atVersion(2).get("k")).isEqualTo("v");
        TimesToLive.assertLeft(cache.atVersion(2).ttl("k"), Ttl.ofHours(2));
        assertThat(cache.atVersion(-5).get("forever")).isEqualTo("w");
        assertThat(cache.atVersion(-5).ttl("forever")).isEqualTo(Ttl.FOREVER);
        cache.atVersion(2).moveToVersion("k", cache.version());
        assertThat(cache.get("k")).isEqualTo("v");
    }

    @Test
    default void an_entry_moves_over_whatever_is_there() {
        Cache<String> cache = texts();
        cache.atVersion(2).set("k", "old", Ttl.FOREVER);
        cache.set("k", "new", Ttl.ofHours(2));
        cache.moveToVersion("k", 2);
        assertThat(cache.atVersion(2).get("k")).isEqualTo("new");
        TimesToLive.assertLeft(cache.atVersion(2).ttl("k"), Ttl.ofHours(2));
    }

    @Test
    default void a_number_that_has_moved_still_counts() {
        Cache<Long> cache = cache(Long.class);
        cache.set("k", 41L);
        cache.moveToVersion("k", 2);
        assertThat(cache.atVersion(2).increment("k")).isEqualTo(42);
    }

    @Test
    default void an_entry_that_is_not_there_cannot_move() {
        Cache<String> cache = texts();
        cache.atVersion(2).set("k", "v");
        assertThatThrownBy(() -> cache.moveToVersion("k", 2)).isInstanceOf(NoSuchKeyException.class);
        assertThatThrownBy(() -> cache.moveToVersion("k", 1)).isInstanceOf(NoSuchKeyException.class);
        assertThat(cache.atVersion(2).get("k")).isEqualTo("v");
    }

    @Test
    default void a_move_to_the_same_version_changes_nothing() {
        Cache<String> cache = texts();
        cache.set("k", "v", Ttl.ofHours(2));
        cache.moveToVersion("k", 1);
        assertThat(cache.get("k")).isEqualTo("v");
        TimesToLive.assertLeft(cache.ttl("k"), Ttl.ofHours(2));
    }
}
