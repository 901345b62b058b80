package dev.larder.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.larder.Cache;
import dev.larder.Ttl;
import dev.larder.ValueFormatException;
import org.junit.jupiter.api.Test;

/** One entry: set, get, add, contains, delete. */
interface ReadsAndWrites extends Caches {
    @Test
    default void returns_what_was_set() {
        Cache<String> cache = texts();
        cache.set("k", "v");
        assertThat(cache.get("k")).isEqualTo("v");
    }

    @Test
    default void a_key_that_was_never_set_has_no_value() {
        assertThat(texts().get("k")).isNull();
    }

    @Test
    default void set_replaces_what_was_there() {
        Cache<String> cache = texts();
        cache.set("k", "old");
        cache.set("k", "new");
        assertThat(cache.get("k")).isEqualTo("new");
    }

    @Test
    default void others_see_what_was_set_and_deleted() {
        Cache<String> cache = texts();
        Cache<String> other = othersTexts();
        cache.set("k", "v");
        sees(() -> assertThat(other.get("k")).isEqualTo("v"));
        cache.delete("k");
        sees(() -> assertThat(other.get("k")).isNull());
    }

    @Test
    default void contains_says_whether_there_is_an_entry() {
        Cache<String> cache = texts();
        assertThat(cache.contains("k")).isFalse();
        cache.set("k", "v");
        assertThat(cache.contains("k")).isTrue();
        cache.delete("k");
        assertThat(cache.contains("k")).isFalse();
    }

    @Test
    default void add_stores_only_if_there_is_no_entry() {
        Cache<String> cache = texts();
        assertThat(cache.add("k", "first")).isTrue();
        assertThat(cache.add("k", "second")).isFalse();
        assertThat(cache.add("k", "third", Ttl.ofDays(1))).isFalse();
        assertThat(cache.get("k")).isEqualTo("first");
        cache.delete("k");
        assertThat(cache.add("k", "fourth", Ttl.FOREVER)).isTrue();
        assertThat(cache.get("k")).isEqualTo("fourth");
    }

    @Test
    default void one_of_many_threads_that_add_does() {
        Cache<String> cache = texts();
        assertThat(Together.run(8, () -> cache.add("k", Thread.currentThread().getName())))
                .containsOnlyOnce(true);
    }

    @Test
    default void an_add_that_is_refused_leaves_the_time_to_live() {
        Cache<String> cache = texts();
        cache.set("k", "v", Ttl.FOREVER);
        cache.add("k", "w", Ttl.ofSeconds(10));
        assertThat(cache.ttl("k")).isEqualTo(Ttl.FOREVER);
    }

    @Test
    default void delete_removes_that_entry_alone_and_says_whether_there_was_one() {
        Cache<String> cache = texts();
        cache.set("a", "1");
        cache.set("b", "2");
        assertThat(cache.delete("a")).isTrue();
        assertThat(cache.delete("a")).isFalse();
        assertThat(cache.get("a")).isNull();
        assertThat(cache.get("b")).isEqualTo("2");
    }

    @Test
    default void a_value_that_is_too_large_is_refused_and_the_old_one_stays() {
        Cache<String> cache = opened(caches().maxValueBytes(100).build(String.class));
        cache.set("k", "small");
        String large = "x".repeat(101);
        assertThatThrownBy(() -> cache.set("k", large)).isInstanceOf(ValueFormatException.class);
        assertThatThrownBy(() -> cache.set("k", large, Ttl.FOREVER)).isInstanceOf(ValueFormatException.class);
        assertThatThrownBy(() -> cache.add("other", large)).isInstanceOf(ValueFormatException.class);
        assertThat(cache.get("k")).isEqualTo("small");
        assertThat(cache.contains("other")).isFalse();
    }

    @Test
    default void a_value_that_no_serializer_can_write_is_refused() {
        Cache<Object> cache = cache(Object.class);
        assertThatThrownBy(() -> cache.set("k", new Object())).isInstanceOf(ValueFormatException.class);
        assertThat(cache.contains("k")).isFalse();
    }

    @Test
    default void a_value_larger_than_may_be_read_is_a_miss() {
        texts().set("k", "x".repeat(200));
        Cache<String> careful = opened(caches().maxValueBytes(100).build(String.class));
        assertThat(careful.get("k")).isNull();
    }

    @Test
    default void a_value_of_another_type_is_a_miss() {
        texts().set("k", "no number");
        assertThat(cache(Double.class).get("k")).isNull();
    }

    @Test
    default void a_thread_that_is_interrupted_reads_and_writes_and_keeps_the_flag() {
        Cache<String> cache = texts();
        Thread.currentThread().interrupt();
        try {
            for (int i = 0; i < 50; i++) {
                cache.set("k", "v" + i);
                assertThat(cache.get("k")).isEqualTo("v" + i);
                assertThat(cache.getOrSet("loaded", () -> "v")).isEqualTo("v");
                assertThat(cache.delete("loaded")).isTrue();
            }
            assertThat(Thread.currentThread().isInterrupted()).isTrue();
        } finally {
            Thread.interrupted();
        }
    }
}
