package dev.larder.internal.store;

import static dev.larder.internal.store.StoreHome.bytes;
import static dev.larder.internal.store.StoreHome.key;
import static dev.larder.internal.store.StoreHome.noise;
import static dev.larder.internal.store.StoreHome.text;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** What was seen decides; only what was seen whole, or has its mark, is proof. */
interface Comparing extends StoreHome {
    /** A value of 20 bytes with the mark of this letter at offset 2. */
    static byte[] marked(char letter) {
        byte[] value = bytes("m:--------:" + "payload " + letter);
        Arrays.fill(value, 2, 10, (byte) letter);
        return value;
    }

    static Seen mark(char letter) {
        return Seen.mark(2, Arrays.copyOfRange(marked(letter), 2, 10));
    }

    @Test
    default void deletes_by_mark() {
        store().set(key("k"), marked('a'), MINUTE);
        assertThat(store().deleteIf(key("k"), mark('b'))).isFalse();
        assertThat(store().exists(bytes("k"))).isTrue();
        assertThat(store().deleteIf(key("k"), mark('a'))).isTrue();
        assertThat(store().exists(bytes("k"))).isFalse();
        assertThat(store().deleteIf(key("k"), mark('a'))).isFalse();
        store().set(key("short"), bytes("m:aaa"), MINUTE);
        assertThat(store().deleteIf(key("short"), mark('a'))).isFalse();
    }

    @Test
    default void deletes_by_digest() {
        for (byte[] value :
                new byte[][] {bytes("v"), noise(Seen.LONGEST_DIGESTED), new byte[0], {(byte) 0xFF, 0, 10}}) {
            store().set(key("k"), value, MINUTE);
            byte[] other = value.length == 0 ? bytes("x") : value.clone();
            other[other.length - 1] ^= 1;
            assertThat(store().deleteIf(key("k"), Seen.whole(other))).isFalse();
            assertThat(store().deleteIf(key("k"), Seen.whole(bytes("quite another"))))
                    .isFalse();
            assertThat(store().deleteIf(key("k"), Seen.whole(value))).isTrue();
            assertThat(store().exists(bytes("k"))).isFalse();
        }
    }

    @Test
    default void a_length_is_never_proof() {
        byte[] large = noise(Seen.LONGEST_DIGESTED + 1);
        store().set(key("k"), large, MINUTE);
        assertThat(Seen.whole(large).kind()).isEqualTo(Seen.Kind.LENGTH);
        assertThat(store().deleteIf(key("k"), Seen.whole(large))).isFalse();
        assertThat(store().replaceIf(bytes("k"), Seen.whole(large), bytes("new")))
                .isFalse();
        assertThat(store().get(key("k"))).isEqualTo(large);
    }

    @Test
    default void nothing_seen_deletes_and_replaces_nothing() {
        assertThat(store().deleteIf(key("k"), Seen.ABSENT)).isFalse();
        assertThat(store().replaceIf(bytes("k"), Seen.ABSENT, bytes("new"))).isFalse();
        assertThat(store().exists(bytes("k"))).isFalse();
        keep("k");
        assertThat(store().deleteIf(key("k"), Seen.ABSENT)).isFalse();
        assertThat(store().replaceIf(bytes("k"), Seen.ABSENT, bytes("new"))).isFalse();
        assertThat(text(store().get(key("k")))).isEqualTo("value of k");
    }

    @Test
    default void deleting_what_was_seen_ends_the_lease_in_any_case() {
        lease(key("k"));
        assertThat(store().deleteIf(key("k"), mark('a'))).isFalse();
        assertThat(isLeased(key("k"))).isFalse();
        store().set(key("k"), marked('a'), MINUTE);
        lease(key("k"));
        assertThat(store().deleteIf(key("k"), mark('a'))).isTrue();
        assertThat(isLeased(key("k"))).isFalse();
    }

    @Test
    default void replacing_keeps_the_time_and_the_lease() {
        store().set(key("k"), marked('a'), MINUTE);
        lease(key("k"));
        assertThat(store().replaceIf(bytes("k"), mark('b'), bytes("new"))).isFalse();
        assertThat(store().get(key("k"))).isEqualTo(marked('a'));
        assertThat(store().replaceIf(bytes("k"), mark('a'), bytes("new"))).isTrue();
        assertThat(text(store().get(key("k")))).isEqualTo("new");
        assertThat(store().ttl(bytes("k"))).isBetween(1L, MINUTE);
        assertThat(isLeased(key("k"))).isTrue();
        store().set(key("for ever"), bytes("v"), Store.FOREVER);
        assertThat(store().replaceIf(bytes("for ever"), Seen.whole(bytes("v")), noise(1 << 20)))
                .isTrue();
        assertThat(store().get(key("for ever"))).isEqualTo(noise(1 << 20));
        assertThat(store().ttl(bytes("for ever"))).isEqualTo(Store.FOREVER);
        long century = 36_500L * 86_400_000;
        store().set(key("century"), bytes("v"), century);
        store().replaceIf(bytes("century"), Seen.whole(bytes("v")), bytes("w"));
        assertThat(store().ttl(bytes("century"))).isBetween(century - MINUTE, century);
    }

    @Test
    default void other_types_count_as_absent_and_stay() {
        plantList(bytes("list"));
        for (Seen seen : new Seen[] {Seen.ABSENT, mark('a'), Seen.whole(bytes("v"))}) {
            assertThat(store().deleteIf(key("list"), seen)).isFalse();
            assertThat(store().replaceIf(bytes("list"), seen, bytes("v"))).isFalse();
        }
        assertThat(store().exists(bytes("list"))).isTrue();
    }
}
