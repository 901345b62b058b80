package dev.larder.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.larder.Cache;
import dev.larder.LoadOptions;
import dev.larder.NoSuchKeyException;
import dev.larder.Ttl;
import dev.larder.ValueFormatException;
import java.time.Duration;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Whole numbers are counted in one step. */
interface Counters extends CacheHome {
    @Test
    default void counts_up_and_down() {
        Cache<Integer> cache = cache(Integer.class);
        cache.set("n", 10);
        assertThat(cache.increment("n")).isEqualTo(11);
        assertThat(cache.increment("n", 10)).isEqualTo(21);
        assertThat(cache.decrement("n")).isEqualTo(20);
        assertThat(cache.decrement("n", 30)).isEqualTo(-10);
        assertThat(cache.get("n")).isEqualTo(-10);
    }

    @Test
    default void a_counter_that_is_not_there_is_an_error_and_does_not_begin() {
        Cache<Long> cache = cache(Long.class);
        assertThatThrownBy(() -> cache.increment("no"))
                .isInstanceOf(NoSuchKeyException.class)
                .hasMessageContaining("'no'");
        assertThatThrownBy(() -> cache.decrement("no", 2)).isInstanceOf(NoSuchKeyException.class);
        assertThat(cache.contains("no")).isFalse();
    }

    @Test
    default void counting_keeps_the_time_to_live() {
        Cache<Long> cache = cache(Long.class);
        cache.set("n", 1L, Ttl.ofSeconds(100));
        cache.increment("n");
        assertThat(Objects.requireNonNull(cache.ttl("n")).duration())
                .isBetween(Duration.ofSeconds(50), Duration.ofSeconds(100));
        cache.set("forever", 1L, Ttl.FOREVER);
        cache.increment("forever");
        assertThat(cache.ttl("forever")).isEqualTo(Ttl.FOREVER);
    }

    @Test
    default void no_count_is_lost_among_threads() {
        Cache<Long> cache = cache(Long.class);
        cache.set("n", 0L);
        IntStream.range(0, 400).parallel().forEach(i -> cache.increment("n", i % 2 == 0 ? 3 : -1));
        assertThat(cache.get("n")).isEqualTo(400);
    }

    @Test
    default void all_64_bits_are_exact() {
        Cache<Long> cache = cache(Long.class);
        cache.set("n", Long.MAX_VALUE - 2);
        assertThat(cache.increment("n")).isEqualTo(Long.MAX_VALUE - 1);
        assertThat(cache.decrement("n", Long.MAX_VALUE)).isEqualTo(-1);
        assertThat(cache.increment("n", Long.MIN_VALUE + 1)).isEqualTo(Long.MIN_VALUE);
    }

    @Test
    default void a_result_that_does_not_fit_changes_nothing() {
        Cache<Byte> bytes = cache(Byte.class);
        bytes.set("b", (byte) 127);
        assertThatThrownBy(() -> bytes.increment("b")).isInstanceOf(ArithmeticException.class);
        assertThat(bytes.get("b")).isEqualTo((byte) 127);
        Cache<Short> shorts = cache(Short.class);
        shorts.set("s", Short.MIN_VALUE);
        assertThatThrownBy(() -> shorts.decrement("s")).isInstanceOf(ArithmeticException.class);
        assertThat(shorts.get("s")).isEqualTo(Short.MIN_VALUE);
        Cache<Integer> ints = cache(Integer.class);
        ints.set("i", Integer.MAX_VALUE);
        assertThatThrownBy(() -> ints.increment("i", Long.MAX_VALUE)).isInstanceOf(ArithmeticException.class);
        assertThat(ints.get("i")).isEqualTo(Integer.MAX_VALUE);
        Cache<Long> longs = cache(Long.class);
        longs.set("l", Long.MIN_VALUE);
        assertThatThrownBy(() -> longs.decrement("l")).isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> longs.decrement("l", Long.MIN_VALUE)).isInstanceOf(ArithmeticException.class);
        assertThat(longs.get("l")).isEqualTo(Long.MIN_VALUE);
    }

    @Test
    default void what_is_no_plain_number_is_not_counted() {
        cache(String.class).set("text", "42");
        Cache<Long> cache = cache(Long.class);
        assertThatThrownBy(() -> cache.increment("text"))
                .isInstanceOf(ValueFormatException.class)
                .hasMessageContaining("'text'");
        assertThat(cache(String.class).get("text")).isEqualTo("42");
        cache.getOrSet(
                "graced", () -> 7L, LoadOptions.freshFor(Ttl.ofMinutes(1)).keepFor(Ttl.ofMinutes(2)));
        assertThatThrownBy(() -> cache.increment("graced")).isInstanceOf(ValueFormatException.class);
        assertThat(cache.get("graced")).isEqualTo(7L);
    }

    @Test
    default void a_loaded_number_without_a_grace_can_be_counted() {
        Cache<Long> cache = cache(Long.class);
        cache.getOrSet("n", () -> 7L);
        assertThat(cache.increment("n")).isEqualTo(8);
    }

    @Test
    default void only_whole_numbers_are_counted() {
        Cache<String> cache = cache(String.class);
        assertThatThrownBy(() -> cache.increment("k"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("java.lang.String");
        assertThatThrownBy(() -> cache(Double.class).decrement("k")).isInstanceOf(IllegalStateException.class);
    }
}
