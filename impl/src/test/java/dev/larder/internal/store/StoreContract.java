package dev.larder.internal.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every store does; a home gives an empty one. Leases have a contract of their own. */
@Timeout(60)
abstract class StoreContract {
    static final FlagBit FLAG = new FlagBit(0xC1, 1, 2);
    static final byte[] V = utf8("value");

    Store store = new NothingStore();

    abstract Store open();

    /** Puts something there that is no string; false if this store has no such thing. */
    boolean plantList(byte[] key) {
        return false;
    }

    @BeforeEach
    void open_it() {
        store = open();
    }

    @AfterEach
    void close_it() {
        store.close();
    }

    static byte[] utf8(String text) {
        return text.getBytes(UTF_8);
    }

    static EntryKey key(String name) {
        return new EntryKey(utf8("k:" + name), utf8("lease:" + name));
    }

    static List<EntryKey> keys(int count) {
        return IntStream.range(0, count).mapToObj(i -> key("n" + i)).toList();
    }

    // --- reading

    @Test
    void bytes_come_back_whatever_they_are() {
        byte[] all = new byte[256];
        for (int i = 0; i < 256; i++) {
            all[i] = (byte) i;
        }
        EntryKey binary = new EntryKey(all, utf8("lease"));
        for (byte[] value : List.of(all, new byte[0], new byte[2 << 20])) {
            store.set(binary, value, Store.FOREVER);
            assertThat(store.get(all)).isEqualTo(value);
            assertThat(store.read(all))
                    .satisfies(entry -> assertThat(entry.value()).isEqualTo(value));
        }
        assertThat(store.exists(all)).isTrue();
        assertThat(store.size()).isEqualTo(1);
    }

    @Test
    void nothing_is_found_as_nothing() {
        byte[] no = utf8("no");
        assertThat(store.get(no)).isNull();
        assertThat(store.read(no)).isNull();
        assertThat(store.exists(no)).isFalse();
        assertThat(store.ttl(no)).isEqualTo(Store.ABSENT);
        assertThat(store.getMany(List.of(no))).containsExactly((byte[]) null);
        assertThat(store.readMany(List.of(no))).containsExactly((Entry) null);
        assertThat(store.delete(key("no"))).isFalse();
        assertThat(store.expire(no, 1000, FLAG)).isFalse();
    }

    @Test
    void times_are_milliseconds_or_for_ever() {
        store.set(key("ms"), V, 123_456);
        store.set(key("ever"), V, Store.FOREVER);
        assertThat(store.ttl(key("ms").bytes())).isBetween(100_000L, 123_456L);
        assertThat(store.ttl(key("ever").bytes())).isEqualTo(Store.FOREVER);
        assertThat(store.read(key("ms").bytes()))
                .satisfies(entry -> assertThat(entry.ttlMillis()).isBetween(100_000L, 123_456L));
        assertThat(store.read(key("ever").bytes()))
                .satisfies(entry -> assertThat(entry.ttlMillis()).isEqualTo(Store.FOREVER));
        assertThat(store.readMany(List.of(key("ever").bytes(), key("ms").bytes())))
                .extracting(Entry::ttlMillis)
                .satisfies(ttls -> assertThat(ttls.get(0)).isEqualTo(Store.FOREVER));
    }

    @Test
    void many_are_read_in_the_order_of_their_keys() {
        List<EntryKey> keys = keys(3_000);
        store.setMany(keys.stream()
                .map(key -> new Write(key, key.bytes(), Store.FOREVER))
                .toList());
        List<byte[]> asked = new ArrayList<>(keys.stream().map(EntryKey::bytes).toList());
        asked.add(1_234, utf8("no"));
        List<byte[]> found = store.getMany(asked);
        assertThat(found).hasSize(3_001);
        assertThat(found.get(1_234)).isNull();
        assertThat(found.get(1_235)).isEqualTo(utf8("k:n1234"));
        assertThat(store.readMany(asked)).hasSize(3_001).satisfies(entries -> {
            assertThat(entries.get(1_234)).isNull();
            assertThat(entries.get(3_000).value()).isEqualTo(utf8("k:n2999"));
        });
        assertThat(store.deleteMany(keys)).isEqualTo(3_000);
        assertThat(store.size()).isZero();
        assertThat(store.deleteMany(List.of())).isZero();
        assertThat(store.getMany(List.of())).isEmpty();
        assertThat(store.readMany(List.of())).isEmpty();
        store.setMany(List.of());
    }

    @Test
    void what_is_no_string_is_told_from_nothing() {
        byte[] list = utf8("k:list");
        if (!plantList(list)) {
            return;
        }
        assertThatThrownBy(() -> store.get(list)).isInstanceOf(UnfitEntryException.class);
        assertThatThrownBy(() -> store.read(list)).isInstanceOf(UnfitEntryException.class);
        assertThatThrownBy(() -> store.increment(list, 1, Long.MIN_VALUE, Long.MAX_VALUE))
                .isInstanceOf(UnfitEntryException.class);
        assertThat(store.getMany(List.of(list))).containsExactly((byte[]) null);
        assertThat(store.readMany(List.of(list))).containsExactly((Entry) null);
        assertThat(store.exists(list)).isTrue();
        assertThat(store.expire(list, 50_000, FLAG)).isTrue();
        assertThat(store.delete(key("list"))).isTrue();
        assertThat(store.get(list)).isNull();
    }

    // --- writing

    @Test
    void add_stores_only_where_nothing_is() {
        assertThat(store.add(key("a"), V, 60_000)).isTrue();
        assertThat(store.add(key("a"), utf8("other"), Store.FOREVER)).isFalse();
        assertThat(store.get(key("a").bytes())).isEqualTo(V);
        assertThat(store.ttl(key("a").bytes())).isPositive();
        assertThat(store.add(key("b"), V, Store.FOREVER)).isTrue();
        assertThat(store.ttl(key("b").bytes())).isEqualTo(Store.FOREVER);
    }

    @Test
    void expire_sets_the_time_and_clears_the_bit_of_values_that_have_it() {
        byte[] flagged = {(byte) 0xC1, 0x13, 7};
        byte[] cleared = {(byte) 0xC1, 0x11, 7};
        for (byte[] value : List.of(flagged, cleared)) {
            store.set(key("k"), value, Store.FOREVER);
            assertThat(store.expire(key("k").bytes(), 50_000, FLAG)).isTrue();
            assertThat(store.get(key("k").bytes())).isEqualTo(cleared);
            assertThat(store.ttl(key("k").bytes())).isBetween(10_000L, 50_000L);
            assertThat(store.expire(key("k").bytes(), Store.FOREVER, FLAG)).isTrue();
            assertThat(store.ttl(key("k").bytes())).isEqualTo(Store.FOREVER);
        }
        for (byte[] other : List.of(new byte[] {'{', 0x13, 7}, new byte[] {(byte) 0xC1}, new byte[0])) {
            store.set(key("k"), other, Store.FOREVER);
            assertThat(store.expire(key("k").bytes(), 50_000, FLAG)).isTrue();
            assertThat(store.get(key("k").bytes())).isEqualTo(other);
        }
    }

    @Test
    void counts_exactly_within_bounds() {
        byte[] n = key("n").bytes();
        assertThat(store.increment(n, 1, Long.MIN_VALUE, Long.MAX_VALUE)).isEmpty();
        assertThat(store.exists(n)).isFalse();
        store.set(key("n"), utf8("9007199254740993"), 60_000);
        assertThat(store.increment(n, 2, Long.MIN_VALUE, Long.MAX_VALUE)).hasValue(9007199254740995L);
        assertThat(store.ttl(n)).isPositive();
        store.set(key("n"), utf8("" + Long.MAX_VALUE), Store.FOREVER);
        assertUnfit(n, 1, Long.MIN_VALUE, Long.MAX_VALUE, UnfitEntryException.Reason.OVERFLOW);
        assertThat(store.increment(n, Long.MIN_VALUE, Long.MIN_VALUE, Long.MAX_VALUE))
                .hasValue(-1);
        store.set(key("n"), utf8("127"), Store.FOREVER);
        assertUnfit(n, 1, -128, 127, UnfitEntryException.Reason.OVERFLOW);
        assertUnfit(n, Long.MAX_VALUE, -128, 127, UnfitEntryException.Reason.OVERFLOW);
        assertThat(store.get(n)).isEqualTo(utf8("127"));
        assertThat(store.increment(n, -255, -128, 127)).hasValue(-128);
        for (String no : List.of("x", "", "1.5", " 1", "0x10", "99999999999999999999")) {
            store.set(key("n"), utf8(no), Store.FOREVER);
            assertUnfit(n, 1, Long.MIN_VALUE, Long.MAX_VALUE, UnfitEntryException.Reason.NOT_A_NUMBER);
            assertThat(store.get(n)).isEqualTo(utf8(no));
        }
    }

    private void assertUnfit(byte[] key, long delta, long min, long max, UnfitEntryException.Reason reason) {
        assertThatThrownBy(() -> store.increment(key, delta, min, max))
                .isInstanceOfSatisfying(
                        UnfitEntryException.class,
                        unfit -> assertThat(unfit.reason()).isEqualTo(reason));
    }

    // --- what was seen

    static List<Seen> right(byte[] value) {
        return List.of(Seen.mark(1, Arrays.copyOfRange(value, 1, 3)), Seen.whole(value));
    }

    static List<Seen> wrong(byte[] value) {
        return List.of(
                Seen.ABSENT,
                Seen.mark(0, Arrays.copyOfRange(value, 1, 3)),
                Seen.mark(value.length - 1, utf8("xx")),
                Seen.whole(utf8("other")),
                new Seen(Seen.Kind.LENGTH, value.length, new byte[0]));
    }

    @Test
    void deletes_only_what_was_seen() {
        for (Seen other : wrong(V)) {
            store.set(key("k"), V, Store.FOREVER);
            assertThat(store.deleteIf(key("k"), other)).as("%s", other).isFalse();
            assertThat(store.get(key("k").bytes())).isEqualTo(V);
        }
        for (Seen same : right(V)) {
            store.set(key("k"), V, Store.FOREVER);
            assertThat(store.deleteIf(key("k"), same)).as("%s", same).isTrue();
            assertThat(store.exists(key("k").bytes())).isFalse();
            assertThat(store.deleteIf(key("k"), same)).isFalse();
        }
        assertThat(store.deleteIf(key("k"), Seen.ABSENT)).isFalse();
    }

    @Test
    void replaces_only_what_was_seen_and_keeps_its_time() {
        store.set(key("k"), V, 70_000);
        for (Seen other : wrong(V)) {
            assertThat(store.replaceIf(key("k").bytes(), other, utf8("new"))).isFalse();
            assertThat(store.get(key("k").bytes())).isEqualTo(V);
        }
        for (Seen same : right(V)) {
            assertThat(store.replaceIf(key("k").bytes(), same, V))
                    .as("%s", same)
                    .isTrue();
        }
        assertThat(store.replaceIf(key("k").bytes(), Seen.whole(V), utf8("new")))
                .isTrue();
        assertThat(store.get(key("k").bytes())).isEqualTo(utf8("new"));
        assertThat(store.ttl(key("k").bytes())).isBetween(10_000L, 70_000L);
        assertThat(store.replaceIf(utf8("no"), Seen.ABSENT, V)).isFalse();
        store.set(key("ever"), V, Store.FOREVER);
        assertThat(store.replaceIf(key("ever").bytes(), Seen.whole(V), V)).isTrue();
        assertThat(store.ttl(key("ever").bytes())).isEqualTo(Store.FOREVER);
    }

    // --- many keys

    @Test
    void scans_find_what_matches() {
        for (String name : List.of("a1", "b1", "c1", "*", "é")) {
            store.set(key(name), V, Store.FOREVER);
        }
        byte[] high = {'k', ':', (byte) 0xFF, 'L'};
        store.set(new EntryKey(high, utf8("x")), V, Store.FOREVER);
        assertThat(scanned("k:?1")).containsExactlyInAnyOrder("k:a1", "k:b1", "k:c1");
        assertThat(scanned("k:[ab]1")).containsExactlyInAnyOrder("k:a1", "k:b1");
        assertThat(scanned("k:[a-b]1")).containsExactlyInAnyOrder("k:a1", "k:b1");
        assertThat(scanned("k:[^a]1")).containsExactlyInAnyOrder("k:b1", "k:c1");
        assertThat(scanned("k:\\*")).containsExactly("k:*");
        assertThat(scanned("k:é")).containsExactly("k:é");
        assertThat(scanned("nothing*")).isEmpty();
        assertThat(store.scan(new byte[] {'k', ':', (byte) 0xFF, '*'})).containsExactly(high);
    }

    private List<String> scanned(String glob) {
        return store.scan(utf8(glob)).map(key -> new String(key, UTF_8)).toList();
    }

    @Test
    void thousands_are_scanned_page_by_page_and_removed() {
        store.setMany(keys(5_000).stream()
                .map(key -> new Write(key, V, Store.FOREVER))
                .toList());
        assertThat(store.scan(utf8("k:*")).map(key -> new String(key, UTF_8)).distinct())
                .hasSize(5_000);
        assertThat(store.scan(utf8("k:*")).limit(2)).hasSize(2);
        assertThat(store.unlinkMatching(utf8("k:n*"), key -> key[key.length - 1] == '7'))
                .isEqualTo(500);
        assertThat(store.size()).isEqualTo(4_500);
        assertThat(store.unlinkMatching(utf8("k:*"), key -> true)).isEqualTo(4_500);
    }

    // --- the whole

    @Test
    void after_close_every_operation_says_so() {
        store.ping();
        store.close();
        store.close();
        assertThatThrownBy(() -> store.get(V)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> store.set(key("k"), V, 1)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> store.ping()).isInstanceOf(IllegalStateException.class);
    }
}
