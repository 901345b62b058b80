package dev.larder.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.larder.Cache;
import dev.larder.LoadOptions;
import dev.larder.NoSuchKeyException;
import dev.larder.Ttl;
import dev.larder.ValueFormatException;
import org.junit.jupiter.api.Test;

/** Whole numbers that are counted in one step. */
interface Counters extends Caches {
    @Test
    default void increment_and_decrement_return_and_store_the_result() {
        Cache<Integer> cache = cache(Integer.class);
        cache.set("k", 0);
        assertThat(cache.increment("k")).isEqualTo(1);
        assertThat(cache.increment("k", 10)).isEqualTo(11);
        assertThat(cache.get("k")).isEqualTo(11);
        assertThat(cache.decrement("k")).isEqualTo(10);
        assertThat(cache.decrement("k", 30)).isEqualTo(-20);
        assertThat(cache.increment("k", -5)).isEqualTo(-25);
        assertThat(cache.decrement("k", -5)).isEqualTo(-20);
        assertThat(cache.increment("k", 0)).isEqualTo(-20);
        assertThat(cache.get("k")).isEqualTo(-20);
    }

    @Test
    default void every_type_of_whole_numbers_counts() {
        Cache<Byte> bytes = cache(Byte.class);
        bytes.set("b", (byte) 1);
        assertThat(bytes.increment("b")).isEqualTo(2);
        assertThat(bytes.get("b")).isEqualTo((byte) 2);
        Cache<Short> shorts = cache(Short.class);
        shorts.set("s", (short) 1);
        assertThat(shorts.decrement("s")).isZero();
        assertThat(shorts.get("s")).isEqualTo((short) 0);
        Cache<Long> longs = cache(Long.class);
        longs.set("l", 1L << 53);
        assertThat(longs.increment("l")).isEqualTo((1L << 53) + 1);
        assertThat(longs.get("l")).isEqualTo((1L << 53) + 1);
    }

    @Test
    default void a_number_that_was_added_or_loaded_counts() {
        Cache<Long> cache = cache(Long.class);
        cache.add("added", 1L);
        assertThat(cache.increment("added")).isEqualTo(2);
        cache.getOrSet("loaded", () -> 1L);
        assertThat(cache.increment("loaded")).isEqualTo(2);
        assertThat(cache.getOrSet("loaded", () -> 1L)).isEqualTo(2);
    }

    @Test
    default void threads_that_count_lose_nothing() {
        Cache<Long> cache = cache(Long.class);
        cache.set("k", 0L);
        Together.run(8, () -> {
            for (int i = 0; i < 100; i++) {
                cache.increment("k", 3);
                cache.decrement("k");
            }
            return true;
        });
        assertThat(cache.get("k")).isEqualTo(8 * 100 * 2);
    }

    @Test
    default void counting_leaves_the_time_to_live() {
        Cache<Long> cache = cache(Long.class);
        cache.set("some", 1L, Ttl.ofHours(2));
        cache.set("forever", 1L, Ttl.FOREVER);
        cache.increment("some");
        cache.decrement("forever");
        TimesToLive.assertLeft(cache.ttl("some"), Ttl.ofHours(2));
        assertThat(cache.ttl("forever")).isEqualTo(Ttl.FOREVER);
    }

    @Test
    default void an_entry_that_is_not_there_cannot_be_counted() {
        Cache<Long> cache = cache(Long.class);
        assertThatThrownBy(() -> cache.increment("k")).isInstanceOf(NoSuchKeyException.class);
        assertThatThrownBy(() -> cache.increment("k", 2)).isInstanceOf(NoSuchKeyException.class);
        assertThatThrownBy(() -> cache.decrement("k")).isInstanceOf(NoSuchKeyException.class);
        assertThatThrownBy(() -> cache.decrement("k", 2)).isInstanceOf(NoSuchKeyException.class);
        assertThat(cache.contains("k")).isFalse();
    }

    @Test
    default void an_entry_that_is_no_plain_number_cannot_be_counted() {
        texts().set("text", "5");
        Cache<Long> cache = cache(Long.class);
        assertThatThrownBy(() -> cache.increment("text")).isInstanceOf(ValueFormatException.class);
        LoadOptions graceful = LoadOptions.freshFor(Ttl.ofMinutes(1)).keepFor(Ttl.ofMinutes(2));
        cache.getOrSet("graceful", () -> 5L, graceful);
        assertThatThrownBy(() -> cache.decrement("graceful")).isInstanceOf(ValueFormatException.class);
        assertThat(cache.get("graceful")).isEqualTo(5);
        assertThat(texts().get("text")).isEqualTo("5");
    }

    @Test
    default void a_result_that_does_not_fit_the_type_changes_nothing() {
        Cache<Byte> bytes = cache(Byte.class);
        overflows(bytes, Byte.MAX_VALUE, Byte.MIN_VALUE);
        assertThatThrownBy(() -> bytes.increment("max", 1L << 40)).isInstanceOf(ArithmeticException.class);
        overflows(cache(Short.class), Short.MAX_VALUE, Short.MIN_VALUE);
        overflows(cache(Integer.class), Integer.MAX_VALUE, Integer.MIN_VALUE);
        overflows(cache(Long.class), Long.MAX_VALUE, Long.MIN_VALUE);
    }

    private static <V> void overflows(Cache<V> cache, V max, V min) {
        cache.set("max", max, Ttl.ofHours(2));
        cache.set("min", min, Ttl.ofHours(2));
        assertThatThrownBy(() -> cache.increment("max")).isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> cache.increment("max", Long.MAX_VALUE)).isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> cache.decrement("max", Long.MIN_VALUE)).isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> cache.decrement("min")).isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> cache.increment("min", Long.MIN_VALUE)).isInstanceOf(ArithmeticException.class);
        assertThat(cache.get("max")).isEqualTo(max);
        assertThat(cache.get("min")).isEqualTo(min);
        TimesToLive.assertLeft(cache.ttl("max"), Ttl.ofHours(2));
    }

    @Test
    default void a_long_may_go_from_end_to_end() {
        Cache<Long> cache = cache(Long.class);
        cache.set("k", -1L);
        assertThat(cache.increment("k", Long.MIN_VALUE + 1)).isEqualTo(Long.MIN_VALUE);
        assertThat(cache.increment("k", Long.MAX_VALUE)).isEqualTo(-1);
        assertThat(cache.decrement("k", Long.MAX_VALUE)).isEqualTo(Long.MIN_VALUE);
    }

    @Test
    default void only_whole_numbers_count() {
        Cache<String> strings = texts();
        strings.set("k", "1");
        assertThatThrownBy(() -> strings.increment("k")).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> strings.decrement("absent", 2)).isInstanceOf(IllegalStateException.class);
        assertThat(strings.get("k")).isEqualTo("1");
        Cache<Double> doubles = cache(Double.class);
        assertThatThrownBy(() -> doubles.increment("k")).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> cache(Boolean.class).increment("k")).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> cache(Object.class).increment("k")).isInstanceOf(IllegalStateException.class);
    }
}
