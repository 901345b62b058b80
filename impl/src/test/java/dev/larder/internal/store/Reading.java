package dev.larder.internal.store;

import static dev.larder.internal.store.StoreHome.bytes;
import static dev.larder.internal.store.StoreHome.everyByte;
import static dev.larder.internal.store.StoreHome.key;
import static dev.larder.internal.store.StoreHome.keys;
import static dev.larder.internal.store.StoreHome.names;
import static dev.larder.internal.store.StoreHome.noise;
import static dev.larder.internal.store.StoreHome.pause;
import static dev.larder.internal.store.StoreHome.text;
import static dev.larder.internal.store.StoreHome.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.larder.internal.store.UnfitEntryException.Reason;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Looking changes nothing, and sees bytes and times as they are. */
interface Reading extends StoreHome {
    static void assertUnfit(Reason reason, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        UnfitEntryException.class,
                        unfit -> assertThat(unfit.reason()).isEqualTo(reason));
    }

    @Test
    default void nothing_is_there_at_first() {
        EntryKey key = key("k");
        assertThat(store().get(key)).isNull();
        assertThat(store().read(key)).isNull();
        assertThat(store().exists(key.bytes())).isFalse();
        assertThat(store().ttl(key.bytes())).isEqualTo(Store.ABSENT);
        assertThat(store().getMany(List.of(key, key))).containsExactly(null, null);
        assertThat(store().readMany(List.of(key))).containsExactly((Entry) null);
        assertThat(store().scan(bytes("*"))).isEmpty();
        assertThat(store().size()).isZero();
        assertThat(store().latest().get(key)).isNull();
        assertThat(store().serverOf(key.bytes())).isNotEmpty();
        store().ping();
    }

    @Test
    default void keys_and_values_may_have_any_bytes() {
        byte[] all = everyByte();
        store().set(key(all), all, MINUTE);
        assertThat(store().get(key(all))).isEqualTo(all);
        assertThat(store().scan(bytes("*")).toList()).containsExactly(all);
        assertThat(store().getMany(List.of(key(all), key("other"))).get(0)).isEqualTo(all);
        store().set(key(new byte[0]), bytes("v"), MINUTE);
        assertThat(text(store().get(key(new byte[0])))).isEqualTo("v");
        assertThat(store().delete(key(all))).isTrue();
        assertThat(store().size()).isEqualTo(1);
    }

    @Test
    default void an_empty_value_is_a_value() {
        store().set(key("k"), new byte[0], Store.FOREVER);
        assertThat(store().get(key("k"))).isEmpty();
        Entry entry = Objects.requireNonNull(store().read(key("k")));
        assertThat(entry.value()).isEmpty();
        assertThat(entry.ttlMillis()).isEqualTo(Store.FOREVER);
        assertThat(store().exists(bytes("k"))).isTrue();
    }

    @Test
    default void a_value_may_be_large() {
        byte[] large = noise(2 << 20);
        store().set(key("k"), large, MINUTE);
        assertThat(store().get(key("k"))).isEqualTo(large);
        assertThat(Objects.requireNonNull(store().read(key("k"))).value()).isEqualTo(large);
        store().setMany(Collections.nCopies(4, new Write(key("many"), large, MINUTE)));
        assertThat(store().getMany(List.of(key("many"))).get(0)).isEqualTo(large);
    }

    @Test
    default void times_are_milliseconds() {
        store().set(key("k"), bytes("v"), 5_000);
        assertThat(store().ttl(bytes("k"))).isBetween(2_000L, 5_000L);
        assertThat(Objects.requireNonNull(store().read(key("k"))).ttlMillis()).isBetween(2_000L, 5_000L);
        assertThat(Objects.requireNonNull(store().readMany(List.of(key("k"))).get(0))
                        .ttlMillis())
                .isBetween(2_000L, 5_000L);
        store().set(key("century"), bytes("v"), 36_500L * 86_400_000);
        assertThat(store().ttl(bytes("century"))).isBetween(36_499L * 86_400_000, 36_500L * 86_400_000);
        store().set(key("for ever"), bytes("v"), Store.FOREVER);
        assertThat(store().ttl(bytes("for ever"))).isEqualTo(Store.FOREVER);
    }

    @Test
    default void what_has_expired_is_gone() {
        store().set(key("k"), bytes("v"), 1);
        store().set(key("other"), bytes("v"), 40);
        until(() -> store().ttl(bytes("other")) == Store.ABSENT);
        pause(2);
        assertThat(store().get(key("k"))).isNull();
        assertThat(store().read(key("k"))).isNull();
        assertThat(store().readMany(List.of(key("other")))).containsExactly((Entry) null);
        assertThat(store().exists(bytes("k"))).isFalse();
        assertThat(store().scan(bytes("*"))).isEmpty();
        assertThat(store().delete(key("k"))).isFalse();
        assertThat(store().add(key("k"), bytes("new"), MINUTE)).isTrue();
    }

    @Test
    default void many_come_in_the_order_asked_however_many_they_are() {
        List<byte[]> keys = new ArrayList<>(keepMany(3_000));
        Collections.reverse(keys);
        keys.add(1_234, bytes("missing"));
        keys.add(keys.get(0));
        List<byte @Nullable []> values = store().getMany(keys(keys));
        List<@Nullable Entry> entries = store().readMany(keys(keys));
        assertThat(values).hasSize(3_002);
        assertThat(entries).hasSize(3_002);
        for (int i = 0; i < keys.size(); i++) {
            if (i == 1_234) {
                assertThat(values.get(i)).isNull();
                assertThat(entries.get(i)).isNull();
            } else {
                assertThat(values.get(i)).isEqualTo(keys.get(i));
                assertThat(there(entries.get(i)).value()).isEqualTo(keys.get(i));
                assertThat(there(entries.get(i)).ttlMillis()).isBetween(1L, MINUTE);
            }
        }
        assertThat(store().getMany(List.of())).isEmpty();
        assertThat(store().readMany(List.of())).isEmpty();
    }

    @Test
    default void each_of_many_has_its_own_time() {
        store().set(key("a"), bytes("1"), MINUTE);
        store().set(key("b"), bytes("2"), Store.FOREVER);
        store().set(key("c"), bytes("3"), 10 * MINUTE);
        List<@Nullable Entry> entries = store().readMany(List.of(key("c"), key("b"), key("a")));
        assertThat(there(entries.get(0)).ttlMillis()).isBetween(9 * MINUTE, 10 * MINUTE);
        assertThat(there(entries.get(1)).ttlMillis()).isEqualTo(Store.FOREVER);
        assertThat(there(entries.get(2)).ttlMillis()).isBetween(1L, MINUTE);
    }

    @Test
    default void what_is_not_a_string_is_there_but_has_no_value() {
        plantList(bytes("list"));
        keep("k");
        assertUnfit(Reason.WRONG_TYPE, () -> store().get(key("list")));
        assertUnfit(Reason.WRONG_TYPE, () -> store().read(key("list")));
        assertThat(store().getMany(List.of(key("list"), key("k"))).get(0)).isNull();
        List<@Nullable Entry> entries = store().readMany(List.of(key("k"), key("list"), key("k")));
        assertThat(entries.get(1)).isNull();
        assertThat(text(there(entries.get(2)).value())).isEqualTo("value of k");
        assertThat(store().exists(bytes("list"))).isTrue();
        assertThat(store().ttl(bytes("list"))).isEqualTo(Store.FOREVER);
        assertThat(text(store().get(key("k")))).isEqualTo("value of k");
    }

    @Test
    default void globs_are_those_of_redis() {
        keep("a", "b", "c", "d", "ab", "a*", "*", "?", "[a]", "\\", "é");
        assertScanned("*", "a", "b", "c", "d", "ab", "a*", "*", "?", "[a]", "\\", "é");
        assertScanned("?", "a", "b", "c", "d", "*", "?", "\\");
        assertScanned("a*", "a", "ab", "a*");
        assertScanned("[a-c]", "a", "b", "c");
        assertScanned("[^a]", "b", "c", "d", "*", "?", "\\");
        assertScanned("\\*", "*");
        assertScanned("\\?", "?");
        assertScanned("\\[a\\]", "[a]");
        assertScanned("\\\\", "\\");
        assertScanned("a\\*", "a*");
        assertScanned("??", "ab", "a*", "é");
        assertScanned("nothing");
        assertScanned("");
    }

    default void assertScanned(String glob, String... found) {
        assertThat(names(store().scan(bytes(glob))))
                .as("matches of %s", glob)
                .isEqualTo(Stream.of(found).sorted().toList());
    }

    @Test
    default void a_glob_may_have_any_byte() {
        byte[] high = {'p', (byte) 0xFF, 'x'};
        byte[] other = {'p', (byte) 0xFE, 'x'};
        store().set(key(high), bytes("v"), MINUTE);
        store().set(key(other), bytes("v"), MINUTE);
        assertThat(store().scan(new byte[] {'p', (byte) 0xFF, '*'}).toList()).containsExactly(high);
        assertThat(store().scan(new byte[] {'p', '[', (byte) 0xFE, '-', (byte) 0xFF, ']', '*'}))
                .hasSize(2);
    }

    @Test
    default void a_scan_finds_all_of_many() {
        keepMany(5_000);
        keep("other");
        Set<String> found = new HashSet<>();
        store().scan(bytes("n*")).forEach(key -> found.add(text(key)));
        assertThat(found).hasSize(5_000);
        assertThat(names(store().scan(bytes("n499?")))).hasSize(10);
        assertThat(store().size()).isEqualTo(5_001);
    }

    @Test
    default void a_scan_in_progress_keeps_nobody_from_working() {
        keepMany(5_000);
        Iterator<byte[]> keys = store().scan(bytes("*")).iterator();
        byte[] first = keys.next();
        for (int i = 0; i < 40; i++) {
            assertThat(store().scan(bytes("*")).iterator().hasNext()).isTrue();
        }
        assertThat(store().delete(key(first))).isTrue();
        int more = 0;
        while (keys.hasNext()) {
            keys.next();
            more++;
        }
        assertThat(more).isGreaterThanOrEqualTo(4_999);
        assertThat(store().scan(bytes("*")).limit(3)).hasSize(3);
    }

    private static Entry there(@Nullable Entry entry) {
        return Objects.requireNonNull(entry, "no entry");
    }
}
