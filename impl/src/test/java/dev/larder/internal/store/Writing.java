package dev.larder.internal.store;

import static dev.larder.internal.store.StoreHome.bytes;
import static dev.larder.internal.store.StoreHome.key;
import static dev.larder.internal.store.StoreHome.names;
import static dev.larder.internal.store.StoreHome.noise;
import static dev.larder.internal.store.StoreHome.text;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Whoever changes an entry ends the lease of a load for it. */
interface Writing extends StoreHome {
    FlagBit GRACE = new FlagBit(0xC1, 1, 0x10);

    @Test
    default void a_value_replaces_another_with_its_own_time() {
        store().set(key("k"), bytes("one"), MINUTE);
        store().set(key("k"), bytes("two"), Store.FOREVER);
        assertThat(text(store().get(key("k")))).isEqualTo("two");
        assertThat(store().ttl(bytes("k"))).isEqualTo(Store.FOREVER);
        store().set(key("k"), bytes("three"), MINUTE);
        assertThat(store().ttl(bytes("k"))).isBetween(1L, MINUTE);
    }

    @Test
    default void setting_ends_the_lease() {
        lease(key("k"));
        store().set(key("k"), bytes("v"), MINUTE);
        assertThat(isLeased(key("k"))).isFalse();
    }

    @Test
    default void setting_many_ends_all_leases() {
        lease(key("a"));
        lease(key("b"));
        lease(key("c"));
        store().setMany(List.of(
                new Write(key("a"), bytes("1"), MINUTE), new Write(key("b"), bytes("2"), Store.FOREVER)));
        assertThat(isLeased(key("a"))).isFalse();
        assertThat(isLeased(key("b"))).isFalse();
        assertThat(isLeased(key("c"))).isTrue();
        assertThat(text(store().get(key("a")))).isEqualTo("1");
        assertThat(store().ttl(bytes("a"))).isBetween(1L, MINUTE);
        assertThat(store().ttl(bytes("b"))).isEqualTo(Store.FOREVER);
        store().setMany(List.of());
    }

    @Test
    default void the_last_of_several_writes_to_a_key_stays() {
        store().setMany(IntStream.range(0, 1_000)
                .mapToObj(i -> new Write(key("k" + i % 3), bytes("v" + i), MINUTE))
                .toList());
        assertThat(text(store().get(key("k0")))).isEqualTo("v999");
        assertThat(text(store().get(key("k2")))).isEqualTo("v998");
    }

    @Test
    default void adding_ends_the_lease_but_replaces_nothing() {
        lease(key("k"));
        assertThat(store().add(key("k"), bytes("one"), MINUTE)).isTrue();
        assertThat(isLeased(key("k"))).isFalse();
        lease(key("k"));
        assertThat(store().add(key("k"), bytes("two"), Store.FOREVER)).isFalse();
        assertThat(isLeased(key("k"))).isFalse();
        assertThat(text(store().get(key("k")))).isEqualTo("one");
        assertThat(store().ttl(bytes("k"))).isBetween(1L, MINUTE);
        assertThat(store().add(key("for ever"), bytes("v"), Store.FOREVER)).isTrue();
        assertThat(store().ttl(bytes("for ever"))).isEqualTo(Store.FOREVER);
    }

    @Test
    default void deleting_ends_the_lease_and_says_what_there_was() {
        keep("k");
        lease(key("k"));
        assertThat(store().delete(key("k"))).isTrue();
        assertThat(isLeased(key("k"))).isFalse();
        assertThat(store().exists(bytes("k"))).isFalse();
        lease(key("k"));
        assertThat(store().delete(key("k"))).isFalse();
        assertThat(isLeased(key("k"))).isFalse();
    }

    @Test
    default void deleting_many_ends_all_leases_and_counts_what_there_was() {
        keepMany(2_500);
        lease(key("n1"));
        lease(key("missing"));
        List<EntryKey> keys = new ArrayList<>();
        IntStream.range(0, 2_000).forEach(i -> keys.add(key("n" + i)));
        keys.add(key("missing"));
        assertThat(store().deleteMany(keys)).isEqualTo(2_000);
        assertThat(isLeased(key("n1"))).isFalse();
        assertThat(isLeased(key("missing"))).isFalse();
        assertThat(store().size()).isEqualTo(500);
        assertThat(store().deleteMany(List.of())).isZero();
        assertThat(store().deleteMany(List.of(key("n2000"), key("n2000")))).isEqualTo(1);
    }

    @Test
    default void whatever_type_it_has_is_replaced_and_deleted() {
        plantList(bytes("a"));
        plantList(bytes("b"));
        plantList(bytes("c"));
        store().set(key("a"), bytes("v"), MINUTE);
        assertThat(text(store().get(key("a")))).isEqualTo("v");
        assertThat(store().add(key("b"), bytes("v"), MINUTE)).isFalse();
        assertThat(store().delete(key("b"))).isTrue();
        assertThat(store().deleteMany(List.of(key("c")))).isEqualTo(1);
    }

    @Test
    default void expiring_gives_a_new_time_and_leaves_the_lease() {
        assertThat(store().expire(bytes("k"), MINUTE, GRACE)).isFalse();
        assertThat(store().expire(bytes("k"), Store.FOREVER, GRACE)).isFalse();
        keep("k");
        lease(key("k"));
        assertThat(store().expire(bytes("k"), 10 * MINUTE, GRACE)).isTrue();
        assertThat(store().ttl(bytes("k"))).isBetween(9 * MINUTE, 10 * MINUTE);
        assertThat(store().expire(bytes("k"), Store.FOREVER, GRACE)).isTrue();
        assertThat(store().ttl(bytes("k"))).isEqualTo(Store.FOREVER);
        assertThat(store().expire(bytes("k"), Store.FOREVER, GRACE)).isTrue();
        assertThat(store().expire(bytes("k"), 36_500L * 86_400_000, GRACE)).isTrue();
        assertThat(store().ttl(bytes("k"))).isBetween(36_499L * 86_400_000, 36_500L * 86_400_000);
        assertThat(text(store().get(key("k")))).isEqualTo("value of k");
        assertThat(isLeased(key("k"))).isTrue();
    }

    @Test
    default void expiring_clears_the_bit_and_no_other() {
        byte[] value = noise(300_000);
        value[0] = (byte) 0xC1;
        value[1] = (byte) 0xFF;
        store().set(key("k"), value.clone(), MINUTE);
        store().expire(bytes("k"), MINUTE, GRACE);
        value[1] = (byte) 0xEF;
        assertThat(store().get(key("k"))).isEqualTo(value);
        store().expire(bytes("k"), MINUTE, GRACE);
        assertThat(store().get(key("k"))).isEqualTo(value);
        store().expire(bytes("k"), MINUTE, new FlagBit(0xC1, 1, 0x80));
        value[1] = 0x6F;
        assertThat(store().get(key("k"))).isEqualTo(value);
        store().expire(bytes("k"), Store.FOREVER, new FlagBit(0xC1, 1, 0x01));
        value[1] = 0x6E;
        assertThat(store().get(key("k"))).isEqualTo(value);
    }

    @Test
    default void expiring_leaves_values_alone_that_do_not_have_the_bit() {
        for (byte[] value : List.of(
                new byte[] {(byte) 0xC2, (byte) 0xFF, 1},
                new byte[] {(byte) 0xC1},
                new byte[] {(byte) 0xC1, (byte) 0xEF},
                new byte[] {(byte) 0xC1, 0},
                new byte[0],
                bytes("12345"))) {
            store().set(key("k"), value.clone(), MINUTE);
            assertThat(store().expire(bytes("k"), 2 * MINUTE, GRACE)).isTrue();
            assertThat(store().get(key("k"))).isEqualTo(value);
            assertThat(store().ttl(bytes("k"))).isGreaterThan(MINUTE);
        }
        store().set(key("zero"), new byte[] {0, 0x10}, MINUTE);
        store().expire(bytes("zero"), MINUTE, new FlagBit(0, 1, 0x10));
        assertThat(store().get(key("zero"))).containsExactly(0, 0);
        store().set(key("newline"), new byte[] {'\n', 0x1F}, MINUTE);
        store().expire(bytes("newline"), MINUTE, new FlagBit('\n', 1, 0x10));
        assertThat(store().get(key("newline"))).containsExactly('\n', 0x0F);
    }

    @Test
    default void expiring_takes_other_types_too() {
        plantList(bytes("list"));
        assertThat(store().expire(bytes("list"), MINUTE, GRACE)).isTrue();
        assertThat(store().ttl(bytes("list"))).isBetween(1L, MINUTE);
    }

    @Test
    default void what_matches_is_unlinked_and_counted() {
        keepMany(3_000);
        keep("other", "n*");
        assertThat(store().unlinkMatching(bytes("n1*"), key -> !text(key).equals("n10")))
                .isEqualTo(1_110);
        assertThat(store().exists(bytes("n10"))).isTrue();
        assertThat(store().exists(bytes("n11"))).isFalse();
        assertThat(store().unlinkMatching(bytes("n*"), key -> false)).isZero();
        assertThat(store().unlinkMatching(bytes("n\\*"), key -> true)).isEqualTo(1);
        assertThat(store().unlinkMatching(bytes("none*"), key -> true)).isZero();
        assertThat(store().unlinkMatching(bytes("n*"), key -> true)).isEqualTo(1_890);
        assertThat(names(store().scan(bytes("*")))).containsExactly("other");
    }

    @Test
    default void other_types_are_unlinked_too() {
        plantList(bytes("list"));
        assertThat(store().unlinkMatching(bytes("l*"), key -> true)).isEqualTo(1);
    }
}
