package dev.larder.internal.store;

import static dev.larder.internal.store.Comparing.mark;
import static dev.larder.internal.store.Comparing.marked;
import static dev.larder.internal.store.Leasing.OURS;
import static dev.larder.internal.store.Leasing.THEIRS;
import static dev.larder.internal.store.StoreHome.bytes;
import static dev.larder.internal.store.StoreHome.everyByte;
import static dev.larder.internal.store.StoreHome.key;
import static dev.larder.internal.store.StoreHome.noise;
import static dev.larder.internal.store.StoreHome.text;
import static dev.larder.internal.store.StoreHome.until;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** A loaded value is stored by the owner of the lease, over what it saw or over nothing. */
interface Committing extends StoreHome {
    /** Takes the lease as the one who saw this. */
    default void seeing(Seen seen) {
        assertThat(store().acquire(key("k"), OURS, null, seen, MINUTE)).isInstanceOf(Acquired.Granted.class);
    }

    default boolean commit(byte[] token, Seen seen, byte[] value) {
        return store().commit(new Commit(new Claim(key("k"), token, seen), value, Seen.whole(value), MINUTE));
    }

    default byte[] value() {
        byte[] value = store().get(key("k"));
        return value == null ? bytes("(nothing)") : value;
    }

    @Test
    default void the_owner_commits_and_the_lease_ends() {
        seeing(Seen.ABSENT);
        assertThat(commit(OURS, Seen.ABSENT, everyByte())).isTrue();
        assertThat(value()).isEqualTo(everyByte());
        assertThat(store().ttl(bytes("k"))).isBetween(1L, MINUTE);
        assertThat(isLeased(key("k"))).isFalse();
    }

    @Test
    default void a_commit_may_be_for_ever_empty_or_large() {
        for (byte[] value : new byte[][] {new byte[0], noise(2 << 20)}) {
            store().delete(key("k"));
            seeing(Seen.ABSENT);
            assertThat(store().commit(new Commit(
                            new Claim(key("k"), OURS, Seen.ABSENT), value, Seen.whole(value), Store.FOREVER)))
                    .isTrue();
            assertThat(value()).isEqualTo(value);
            assertThat(store().ttl(bytes("k"))).isEqualTo(Store.FOREVER);
        }
    }

    @Test
    default void what_was_seen_is_overwritten() {
        store().set(key("k"), marked('a'), Store.FOREVER);
        seeing(mark('a'));
        assertThat(commit(OURS, mark('a'), marked('b'))).isTrue();
        assertThat(value()).isEqualTo(marked('b'));
        assertThat(store().ttl(bytes("k"))).isBetween(1L, MINUTE);
        seeing(Seen.whole(marked('b')));
        assertThat(commit(OURS, Seen.whole(marked('b')), bytes("new"))).isTrue();
        assertThat(text(value())).isEqualTo("new");
    }

    @Test
    default void what_was_seen_may_have_expired_or_been_evicted() {
        store().set(key("k"), marked('a'), 300);
        seeing(mark('a'));
        until(() -> !store().exists(bytes("k")));
        assertThat(commit(OURS, mark('a'), bytes("new"))).isTrue();
        assertThat(text(value())).isEqualTo("new");
        store().set(key("k"), noise(100_000), MINUTE);
        seeing(Seen.whole(noise(100_000)));
        store().unlinkMatching(bytes("k"), key -> true);
        assertThat(commit(OURS, Seen.whole(noise(100_000)), bytes("newer"))).isTrue();
        assertThat(text(value())).isEqualTo("newer");
    }

    @Test
    default void a_lost_lease_refuses_the_commit() {
        assertThat(commit(OURS, Seen.ABSENT, bytes("never leased"))).isFalse();
        seeing(Seen.ABSENT);
        store().delete(key("k"));
        assertThat(commit(OURS, Seen.ABSENT, bytes("revoked"))).isFalse();
        seeing(Seen.ABSENT);
        store().set(key("k"), bytes("set"), MINUTE);
        assertThat(commit(OURS, Seen.ABSENT, bytes("revoked"))).isFalse();
        assertThat(text(value())).isEqualTo("set");
    }

    @Test
    default void a_lease_taken_over_refuses_the_commit_and_stays() {
        store().acquire(key("k"), OURS, null, Seen.ABSENT, 20);
        until(() -> store().acquire(key("k"), THEIRS, null, Seen.ABSENT, MINUTE) instanceof Acquired.Granted);
        assertThat(commit(OURS, Seen.ABSENT, bytes("late"))).isFalse();
        assertThat(store().exists(bytes("k"))).isFalse();
        assertThat(commit(THEIRS, Seen.ABSENT, bytes("in time"))).isTrue();
        assertThat(commit(OURS, Seen.ABSENT, bytes("late"))).isFalse();
        assertThat(text(value())).isEqualTo("in time");
    }

    /** A store that does not know of leases, such as Python's, may change an entry unnoticed. */
    @Test
    default void a_changed_entry_refuses_the_commit_and_ends_the_lease() {
        store().set(key("k"), marked('a'), MINUTE);
        seeing(mark('a'));
        store().replaceIf(bytes("k"), mark('a'), marked('c'));
        assertThat(commit(OURS, mark('a'), marked('b'))).isFalse();
        assertThat(value()).isEqualTo(marked('c'));
        assertThat(isLeased(key("k"))).isFalse();
    }

    @Test
    default void an_entry_that_came_refuses_the_commit_of_who_saw_none() {
        seeing(Seen.ABSENT);
        store().set(EntryKey.of(bytes("k"), bytes("no lease")), bytes("theirs"), MINUTE);
        assertThat(commit(OURS, Seen.ABSENT, bytes("ours"))).isFalse();
        assertThat(text(value())).isEqualTo("theirs");
        assertThat(isLeased(key("k"))).isFalse();
    }

    @Test
    default void a_length_is_no_proof_to_overwrite() {
        byte[] large = noise(100_000);
        store().set(key("k"), large, MINUTE);
        seeing(Seen.whole(large));
        assertThat(commit(OURS, Seen.whole(large), bytes("new"))).isFalse();
        assertThat(value()).isEqualTo(large);
    }

    @Test
    default void a_repeated_commit_knows_its_own() {
        for (Seen written : new Seen[] {mark('b'), Seen.whole(marked('b'))}) {
            store().delete(key("k"));
            seeing(Seen.ABSENT);
            assertThat(store().commit(new Commit(new Claim(key("k"), OURS, Seen.ABSENT), marked('b'), written, MINUTE)))
                    .isTrue();
            assertThat(store().commit(new Commit(new Claim(key("k"), OURS, Seen.ABSENT), marked('b'), written, MINUTE)))
                    .isTrue();
            store().acquire(key("k"), THEIRS, null, written, MINUTE);
            assertThat(store().commit(new Commit(new Claim(key("k"), OURS, Seen.ABSENT), marked('b'), written, MINUTE)))
                    .isTrue();
            assertThat(store().owner(bytes("k"), key("k").lease())).isEqualTo(THEIRS);
            store().set(key("k"), marked('c'), MINUTE);
            assertThat(store().commit(new Commit(new Claim(key("k"), OURS, Seen.ABSENT), marked('b'), written, MINUTE)))
                    .isFalse();
            store().delete(key("k"));
            assertThat(store().commit(new Commit(new Claim(key("k"), OURS, Seen.ABSENT), marked('b'), written, MINUTE)))
                    .isFalse();
        }
    }

    @Test
    default void a_length_does_not_make_a_value_ones_own() {
        byte[] large = noise(100_000);
        store().set(key("k"), large, MINUTE);
        assertThat(commit(OURS, Seen.ABSENT, large)).isFalse();
        seeing(Seen.whole(large));
        store().delete(key("k"));
        assertThat(store().commit(new Commit(new Claim(key("k"), OURS, Seen.ABSENT), bytes("v"), Seen.ABSENT, MINUTE)))
                .isFalse();
    }

    @Test
    default void what_is_no_string_is_overwritten() {
        plantList(bytes("k"));
        seeing(Seen.ABSENT);
        assertThat(commit(OURS, Seen.ABSENT, bytes("v"))).isTrue();
        assertThat(text(value())).isEqualTo("v");
        plantList(bytes("other"));
        store().acquire(key("other"), OURS, null, Seen.ABSENT, MINUTE);
        assertThat(store().commit(new Commit(
                        new Claim(key("other"), OURS, mark('a')), bytes("v"), Seen.whole(bytes("v")), MINUTE)))
                .isTrue();
        assertThat(text(store().get(key("other")))).isEqualTo("v");
    }

    /** Stale values are never written over what came after them, whoever wins. */
    @Test
    default void a_load_that_began_before_a_delete_never_stays() throws InterruptedException {
        for (int i = 0; i < 200; i++) {
            store().delete(key("k"));
            seeing(Seen.ABSENT);
            Thread deleting = new Thread(() -> store().delete(key("k")));
            deleting.start();
            commit(OURS, Seen.ABSENT, bytes("stale"));
            deleting.join();
            assertThat(store().exists(bytes("k"))).isFalse();
        }
    }
}
