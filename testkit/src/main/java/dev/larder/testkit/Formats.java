package dev.larder.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.larder.Cache;
import dev.larder.Ttl;
import dev.larder.ValueFormat;
import dev.larder.ValueFormatException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Values are read however they were written, and written as configured now. */
interface Formats extends Caches {
    /** A value that {@link Squeeze} makes smaller. */
    String LONG = "a".repeat(5000);

    private Cache<String> squeezing(int fromBytes) {
        return opened(
                caches().compressor(new Squeeze()).compressFromBytes(fromBytes).build(String.class));
    }

    @Test
    default void long_values_are_compressed_and_short_ones_are_not() {
        Cache<String> plain = cache(String.class);
        Cache<String> cache = squeezing(1000);
        cache.set("long", LONG);
        cache.set("short", "a".repeat(900));
        plain.set("before", LONG);
        assertThat(cache.getMany(List.of("long", "short", "before"))).hasSize(3).containsEntry("long", LONG);
        assertThat(cache.explain("long").compressor()).isEqualTo("squeeze");
        assertThat(cache.explain("long").storedBytes()).isLessThan(200);
        assertThat(cache.explain("long").rawBytes()).isBetween(5000, 5100);
        assertThat(cache.explain("long").compressedBytes())
                .isBetween(1, cache.explain("long").storedBytes());
        assertThat(cache.explain("short").compressedBytes()).isZero();
        assertThat(cache.explain("short").compressor()).isNull();
        assertThat(cache.explain("before").compressor()).isNotEqualTo("squeeze");
    }

    @Test
    default void a_value_that_does_not_get_smaller_is_not_compressed() {
        Cache<String> cache = squeezing(0);
        String noise = new Random(1)
                .ints(5000, 'a', 'z')
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        cache.set("k", noise);
        assertThat(cache.explain("k").compressor()).isNull();
        assertThat(cache.get("k")).isEqualTo(noise);
    }

    @Test
    default void a_value_whose_compressor_is_not_there_is_a_miss_with_a_reason() {
        Cache<String> without = cache(String.class);
        squeezing(0).set("k", LONG);
        without.set("other", "v");
        assertThat(without.get("k")).isNull();
        assertThat(without.getMany(List.of("k", "other"))).containsOnlyKeys("other");
        assertThat(without.explain("k").unreadable()).contains("squeeze");
        assertThat(without.contains("k")).isTrue();
        assertThat(without.getOrSet("k", () -> "loaded")).isEqualTo("loaded");
        assertThat(without.get("k")).isEqualTo("loaded");
    }

    @Test
    default void bare_values_and_those_that_say_what_wrote_them_are_read_alike() {
        Cache<String> enveloped = cache(String.class);
        Cache<String> bare = opened(caches().valueFormat(ValueFormat.PLAIN).build(String.class));
        for (String text : SampleText.ALL) {
            bare.set("bare", text);
            enveloped.set("enveloped", text);
            for (Cache<String> each : List.of(enveloped, bare)) {
                assertThat(each.get("bare")).isEqualTo(text);
                assertThat(each.get("enveloped")).isEqualTo(text);
            }
        }
        assertThat(bare.explain("bare").storedBytes())
                .isLessThan(bare.explain("enveloped").storedBytes());
    }

    @Test
    default void bytes_come_back_whatever_they_begin_with() {
        Cache<byte[]> enveloped = cache(byte[].class);
        Cache<byte[]> bare = opened(caches().valueFormat(ValueFormat.PLAIN).build(byte[].class));
        caches().valueFormat(ValueFormat.ENVELOPE);
        for (int first = 0; first <= 0xff; first++) {
            byte[] value = new byte[40];
            value[0] = (byte) first;
            value[1] = 0x10;
            for (Cache<byte[]> each : List.of(enveloped, bare)) {
                each.set("k", value);
                assertThat(each.get("k")).isEqualTo(value);
            }
        }
    }

    @Test
    default void rewriting_brings_values_into_the_format_of_now() {
        Cache<String> before = cache(String.class);
        before.set("long", LONG, Ttl.ofSeconds(1000));
        before.set("forever", LONG, Ttl.FOREVER);
        before.set("short", "v");
        Cache<String> now = squeezing(1000);
        assertThat(now.rewriteAll()).isEqualTo(3);
        for (String key : List.of("long", "forever")) {
            assertThat(now.explain(key).compressor()).isEqualTo("squeeze");
            assertThat(now.get(key)).isEqualTo(LONG);
        }
        assertThat(now.get("short")).isEqualTo("v");
        assertThat(Objects.requireNonNull(now.ttl("long")).duration())
                .isBetween(Duration.ofSeconds(900), Duration.ofSeconds(1000));
        assertThat(now.ttl("forever")).isEqualTo(Ttl.FOREVER);
        assertThat(before.get("long")).isNull();
    }

    @Test
    default void rewriting_brings_bare_values_into_envelopes() {
        Cache<String> bare = opened(caches().valueFormat(ValueFormat.PLAIN).build(String.class));
        caches().valueFormat(ValueFormat.ENVELOPE);
        bare.set("k", LONG, Ttl.ofSeconds(1000));
        int bytes = bare.explain("k").storedBytes();
        Cache<String> now = cache(String.class);
        assertThat(now.rewriteAll()).isEqualTo(1);
        assertThat(now.explain("k").storedBytes()).isGreaterThan(bytes);
        assertThat(now.get("k")).isEqualTo(LONG);
        assertThat(bare.get("k")).isEqualTo(LONG);
        assertThat(Objects.requireNonNull(now.ttl("k")).duration())
                .isBetween(Duration.ofSeconds(900), Duration.ofSeconds(1000));
    }

    @Test
    default void rewriting_leaves_what_cannot_be_read_as_it_is() {
        squeezing(0).set("k", LONG);
        caches().compressFromBytes(1024);
        Cache<Long> numbers = cache(Long.class);
        numbers.set("n", 7L);
        assertThat(numbers.rewriteAll()).isEqualTo(1);
        assertThat(squeezing(0).get("k")).isEqualTo(LONG);
        assertThat(numbers.increment("n")).isEqualTo(8);
    }

    @Test
    default void the_largest_value_is_one_that_can_be_read_too() {
        Cache<byte[]> cache = opened(caches().maxValueBytes(1000).build(byte[].class));
        int largest = 0;
        for (int length = 500; length <= 1000; length++) {
            try {
                cache.set("k", new byte[length]);
                largest = length;
            } catch (ValueFormatException tooLarge) {
                assertThat(tooLarge).hasMessageContaining("1000");
            }
            assertThat(cache.get("k")).as("after %d bytes", length).hasSize(largest);
        }
        // formats may need four bytes for three
        assertThat(largest).isBetween(700, 999);
        assertThatThrownBy(() -> cache.set("k", new byte[1001])).isInstanceOf(ValueFormatException.class);
    }
}
