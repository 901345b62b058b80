package dev.larder.internal.store;

import static dev.larder.internal.store.Reading.assertUnfit;
import static dev.larder.internal.store.StoreHome.bytes;
import static dev.larder.internal.store.StoreHome.key;
import static dev.larder.internal.store.StoreHome.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.internal.store.UnfitEntryException.Reason;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Numbers are exact to the last of their 64 bits, and stay as they were when the result does not fit. */
interface Counting extends StoreHome {
    default OptionalLong add(long delta) {
        return store().increment(key("n"), delta, Long.MIN_VALUE, Long.MAX_VALUE);
    }

    default OptionalLong addAsByte(long delta) {
        return store().increment(key("n"), delta, Byte.MIN_VALUE, Byte.MAX_VALUE);
    }

    @Test
    default void counting_ends_the_lease() {
        number(41);
        lease(key("n"));
        assertThat(add(1)).hasValue(42);
        assertThat(isLeased(key("n"))).isFalse();
        lease(key("none"));
        assertThat(store().increment(key("none"), 1, 0, 9)).isEmpty();
        assertThat(isLeased(key("none"))).isFalse();
    }

    default void number(long number) {
        store().set(key("n"), bytes(Long.toString(number)), MINUTE);
    }

    default void assertNumber(long number) {
        assertThat(text(store().get(key("n")))).isEqualTo(Long.toString(number));
    }

    @Test
    default void counts_what_is_there() {
        assertThat(add(1)).isEmpty();
        assertThat(addAsByte(1)).isEmpty();
        assertThat(store().exists(bytes("n"))).isFalse();
        number(5);
        assertThat(add(10)).hasValue(15);
        assertThat(add(-20)).hasValue(-5);
        assertThat(add(0)).hasValue(-5);
        assertNumber(-5);
    }

    @Test
    default void all_64_bits_are_exact() {
        number(Long.MAX_VALUE - 1);
        assertThat(add(1)).hasValue(Long.MAX_VALUE);
        assertUnfit(Reason.OVERFLOW, () -> add(1));
        assertNumber(Long.MAX_VALUE);
        assertThat(add(Long.MIN_VALUE)).hasValue(-1);
        number(Long.MIN_VALUE + 1);
        assertThat(add(-1)).hasValue(Long.MIN_VALUE);
        assertUnfit(Reason.OVERFLOW, () -> add(-1));
        assertUnfit(Reason.OVERFLOW, () -> add(Long.MIN_VALUE));
        assertThat(add(Long.MAX_VALUE)).hasValue(-1);
        number((1L << 53) + 1);
        assertThat(add(2)).hasValue((1L << 53) + 3);
    }

    @Test
    default void a_result_outside_the_bounds_changes_nothing() {
        number(126);
        assertThat(addAsByte(1)).hasValue(127);
        assertUnfit(Reason.OVERFLOW, () -> addAsByte(1));
        assertUnfit(Reason.OVERFLOW, () -> addAsByte(Long.MAX_VALUE));
        assertNumber(127);
        assertThat(addAsByte(-255)).hasValue(-128);
        assertUnfit(Reason.OVERFLOW, () -> addAsByte(-1));
        assertUnfit(Reason.OVERFLOW, () -> addAsByte(Long.MIN_VALUE));
        assertNumber(-128);
        assertThat(store().ttl(bytes("n"))).isBetween(1L, MINUTE);
    }

    @Test
    default void bounds_are_exact_where_doubles_are_not() {
        number(-(1L << 62));
        assertUnfit(Reason.OVERFLOW, () -> addAsByte((1L << 62) + 128));
        assertNumber(-(1L << 62));
        assertThat(addAsByte((1L << 62) + 127)).hasValue(127);
        number(Long.MIN_VALUE);
        assertThat(addAsByte(Long.MAX_VALUE)).hasValue(-1);
        number(Long.MAX_VALUE);
        assertUnfit(Reason.OVERFLOW, () -> store().increment(key("n"), -1, 0, Long.MAX_VALUE - 2));
        assertThat(store().increment(key("n"), -2, 0, Long.MAX_VALUE - 2)).hasValue(Long.MAX_VALUE - 2);
        number(Long.MIN_VALUE + 1);
        assertUnfit(Reason.OVERFLOW, () -> store().increment(key("n"), 1, Long.MIN_VALUE + 3, 0));
        assertNumber(Long.MIN_VALUE + 1);
    }

    @Test
    default void what_is_no_decimal_number_of_64_bits_is_refused() {
        for (String text :
                List.of("", "x", "1.5", " 1", "1 ", "+1", "01", "-0", "1e3", "0x10", "--1", "9223372036854775808")) {
            store().set(key("n"), bytes(text), MINUTE);
            assertUnfit(Reason.NOT_A_NUMBER, () -> add(1));
            assertUnfit(Reason.NOT_A_NUMBER, () -> addAsByte(1));
            assertUnfit(Reason.NOT_A_NUMBER, () -> addAsByte(-1_000));
            assertThat(text(store().get(key("n")))).isEqualTo(text);
        }
        store().set(key("n"), new byte[] {(byte) 0xC1, 0, 1, 2}, MINUTE);
        assertUnfit(Reason.NOT_A_NUMBER, () -> add(1));
    }

    @Test
    default void counting_keeps_the_time() {
        number(1);
        add(1);
        addAsByte(1);
        assertThat(store().ttl(bytes("n"))).isBetween(1L, MINUTE);
        store().set(key("n"), bytes("1"), Store.FOREVER);
        add(1);
        addAsByte(1);
        assertThat(store().ttl(bytes("n"))).isEqualTo(Store.FOREVER);
    }

    @Test
    default void a_list_is_not_a_number() {
        plantList(bytes("n"));
        assertUnfit(Reason.WRONG_TYPE, () -> add(1));
        assertUnfit(Reason.WRONG_TYPE, () -> addAsByte(1));
    }

    @Test
    default void no_count_is_lost_among_threads() {
        number(0);
        IntStream.range(0, 400)
                .parallel()
                .forEach(i -> store().increment(key("n"), 1, 0, i % 2 == 0 ? 400 : Long.MAX_VALUE));
        assertNumber(400);
    }
}
