package dev.larder.internal.store;

import static dev.larder.internal.store.Comparing.mark;
import static dev.larder.internal.store.Comparing.marked;
import static dev.larder.internal.store.StoreHome.bytes;
import static dev.larder.internal.store.StoreHome.everyByte;
import static dev.larder.internal.store.StoreHome.key;
import static dev.larder.internal.store.StoreHome.noise;
import static dev.larder.internal.store.StoreHome.until;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** One of many takes the lease, if the entry is still what it saw. */
interface Leasing extends StoreHome {
    byte[] OURS = bytes("our token");
    byte[] THEIRS = bytes("their token");

    default Acquired acquire(byte[] token, byte @Nullable [] previous, Seen seen) {
        return store().acquire(key("k"), token, previous, seen, MINUTE);
    }

    default byte @Nullable [] leaseOwner() {
        return store().owner(bytes("k"), key("k").lease());
    }

    @Test
    default void the_first_gets_the_lease_and_others_hear_how_long_it_lasts() {
        assertThat(acquire(OURS, null, Seen.ABSENT)).isInstanceOf(Acquired.Granted.class);
        assertThat(leaseOwner()).isEqualTo(OURS);
        assertThat(ttlOf(bytes("k"), key("k").lease())).isBetween(1L, MINUTE);
        assertThat(acquire(THEIRS, null, Seen.ABSENT))
                .isInstanceOfSatisfying(
                        Acquired.Busy.class,
                        busy -> assertThat(busy.leaseMillis()).isBetween(1L, MINUTE));
        assertThat(acquire(THEIRS, bytes("unheard of"), Seen.ABSENT)).isInstanceOf(Acquired.Busy.class);
        assertThat(leaseOwner()).isEqualTo(OURS);
        assertThat(store().exists(bytes("k"))).isFalse();
    }

    @Test
    default void a_lease_that_ran_out_is_free() {
        store().acquire(key("k"), THEIRS, null, Seen.ABSENT, 20);
        until(() -> acquire(OURS, null, Seen.ABSENT) instanceof Acquired.Granted);
        assertThat(leaseOwner()).isEqualTo(OURS);
    }

    @Test
    default void ones_own_attempts_count_as_free() {
        acquire(OURS, null, Seen.ABSENT);
        assertThat(acquire(OURS, null, Seen.ABSENT)).isInstanceOf(Acquired.Granted.class);
        assertThat(acquire(THEIRS, OURS, Seen.ABSENT)).isInstanceOf(Acquired.Granted.class);
        assertThat(leaseOwner()).isEqualTo(THEIRS);
        assertThat(acquire(OURS, bytes("another"), Seen.ABSENT)).isInstanceOf(Acquired.Busy.class);
        assertThat(ttlOf(bytes("k"), key("k").lease())).isBetween(1L, MINUTE);
    }

    @Test
    default void who_saw_nothing_is_told_what_came() {
        store().set(key("k"), everyByte(), MINUTE);
        assertChanged(acquire(OURS, null, Seen.ABSENT), everyByte());
        assertThat(leaseOwner()).isNull();
        store().set(key("k"), noise(100_000), Store.FOREVER);
        assertThat(acquire(OURS, null, Seen.ABSENT))
                .isInstanceOfSatisfying(
                        Acquired.Changed.class,
                        changed -> assertThat(
                                        Objects.requireNonNull(changed.now()).ttlMillis())
                                .isEqualTo(Store.FOREVER));
    }

    static void assertChanged(Acquired answer, byte[] now) {
        assertThat(answer).isInstanceOfSatisfying(Acquired.Changed.class, changed -> {
            Entry entry = Objects.requireNonNull(changed.now());
            assertThat(entry.value()).isEqualTo(now);
            assertThat(entry.ttlMillis()).isBetween(1L, MINUTE);
        });
    }

    @Test
    default void who_saw_something_is_told_that_it_went() {
        for (Seen seen : new Seen[] {mark('a'), Seen.whole(bytes("v")), Seen.whole(noise(100_000))}) {
            assertThat(acquire(OURS, null, seen)).isEqualTo(new Acquired.Changed(null));
            assertThat(leaseOwner()).isNull();
        }
    }

    @Test
    default void who_saw_something_gets_the_lease_only_if_it_is_still_there() {
        store().set(key("k"), marked('a'), MINUTE);
        assertChanged(acquire(OURS, null, mark('b')), marked('a'));
        assertThat(acquire(OURS, null, mark('a'))).isInstanceOf(Acquired.Granted.class);
        store().set(key("k"), bytes("v"), MINUTE);
        assertChanged(acquire(OURS, null, Seen.whole(bytes("w"))), bytes("v"));
        assertChanged(acquire(OURS, null, Seen.whole(bytes("longer"))), bytes("v"));
        assertThat(acquire(OURS, null, Seen.whole(bytes("v")))).isInstanceOf(Acquired.Granted.class);
        store().set(key("k"), noise(100_000), MINUTE);
        assertChanged(acquire(OURS, null, Seen.whole(noise(100_001))), noise(100_000));
        assertThat(acquire(OURS, null, Seen.whole(noise(100_000)))).isInstanceOf(Acquired.Granted.class);
        store().set(key("k"), new byte[0], MINUTE);
        assertThat(acquire(OURS, null, Seen.whole(new byte[0]))).isInstanceOf(Acquired.Granted.class);
    }

    @Test
    default void a_change_is_told_before_a_lease_of_others() {
        keep("k");
        lease(key("k"));
        assertThat(acquire(OURS, null, Seen.ABSENT)).isInstanceOf(Acquired.Changed.class);
        assertThat(acquire(OURS, null, Seen.whole(bytes("value of k")))).isInstanceOf(Acquired.Busy.class);
    }

    @Test
    default void what_is_no_string_counts_as_absent() {
        plantList(bytes("k"));
        assertThat(acquire(OURS, null, mark('a'))).isEqualTo(new Acquired.Changed(null));
        assertThat(acquire(OURS, null, Seen.ABSENT)).isInstanceOf(Acquired.Granted.class);
    }

    @Test
    default void one_of_many_threads_gets_the_lease() {
        long granted = IntStream.range(0, 64)
                .parallel()
                .filter(i -> acquire(bytes("token " + i), null, Seen.ABSENT) instanceof Acquired.Granted)
                .count();
        assertThat(granted).isEqualTo(1);
    }

    // --- cooling down

    @Test
    default void after_a_failure_nobody_gets_the_lease_for_a_while() {
        acquire(OURS, null, Seen.ABSENT);
        assertThat(store().coolDown(key("k"), OURS, MINUTE)).isTrue();
        for (byte @Nullable [] previous : new byte[] @Nullable [] {THEIRS, null}) {
            assertThat(acquire(THEIRS, previous, Seen.ABSENT))
                    .isInstanceOfSatisfying(
                            Acquired.CoolingDown.class,
                            cooling -> assertThat(cooling.leftMillis()).isBetween(1L, MINUTE));
        }
        assertThat(store().acquireMany(List.of(new Claim(key("k"), THEIRS, Seen.ABSENT)), MINUTE, RoundTrip.alone())
                        .get(0))
                .isInstanceOf(Acquired.CoolingDown.class);
        assertThat(store().commit(new Commit(
                        new Claim(key("k"), OURS, Seen.ABSENT), bytes("late"), Seen.whole(bytes("late")), MINUTE)))
                .isFalse();
        assertThat(store().renew(bytes("k"), key("k").lease(), OURS, MINUTE)).isFalse();
        assertThat(store().release(bytes("k"), key("k").lease(), OURS)).isFalse();
    }

    @Test
    default void after_a_failure_its_owner_may_try_again() {
        acquire(OURS, null, Seen.ABSENT);
        store().coolDown(key("k"), OURS, MINUTE);
        assertThat(acquire(OURS, null, Seen.ABSENT)).isInstanceOf(Acquired.CoolingDown.class);
        assertThat(acquire(OURS, OURS, Seen.ABSENT)).isInstanceOf(Acquired.Granted.class);
        store().coolDown(key("k"), OURS, MINUTE);
        assertThat(store().acquireMany(List.of(new Claim(key("k"), OURS, Seen.ABSENT)), MINUTE, RoundTrip.alone()))
                .containsExactly(Acquired.Granted.INSTANCE);
    }

    @Test
    default void the_while_after_a_failure_ends_by_itself() {
        acquire(OURS, null, Seen.ABSENT);
        store().coolDown(key("k"), OURS, 20);
        until(() -> acquire(THEIRS, null, Seen.ABSENT) instanceof Acquired.Granted);
    }

    @Test
    default void a_change_ends_the_while_after_a_failure() {
        acquire(OURS, null, Seen.ABSENT);
        store().coolDown(key("k"), OURS, MINUTE);
        store().delete(key("k"));
        assertThat(acquire(THEIRS, null, Seen.ABSENT)).isInstanceOf(Acquired.Granted.class);
    }

    @Test
    default void who_sees_a_change_is_told_of_it_after_a_failure_too() {
        keep("k");
        acquire(OURS, null, Seen.whole(bytes("value of k")));
        store().coolDown(key("k"), OURS, MINUTE);
        assertThat(acquire(THEIRS, null, Seen.ABSENT)).isInstanceOf(Acquired.Changed.class);
    }

    @Test
    default void who_has_lost_the_lease_keeps_nobody_off() {
        assertThat(store().coolDown(key("k"), OURS, MINUTE)).isFalse();
        assertThat(isLeased(key("k"))).isFalse();
        acquire(THEIRS, null, Seen.ABSENT);
        assertThat(store().coolDown(key("k"), OURS, MINUTE)).isFalse();
        assertThat(leaseOwner()).isEqualTo(THEIRS);
    }

    // --- tokens

    @Test
    default void a_token_is_claimed_by_one() {
        byte[] home = bytes("home");
        byte[] lock = everyByte();
        assertThat(store().owner(home, lock)).isNull();
        assertThat(store().claim(home, lock, OURS, MINUTE)).isTrue();
        assertThat(store().claim(home, lock, THEIRS, 10 * MINUTE)).isFalse();
        assertThat(store().claim(home, lock, OURS, 10 * MINUTE)).isFalse();
        assertThat(store().owner(home, lock)).isEqualTo(OURS);
        assertThat(ttlOf(home, lock)).isBetween(1L, MINUTE);
    }

    @Test
    default void only_its_owner_renews_a_token() {
        byte[] lock = bytes("lock");
        assertThat(store().renew(lock, lock, OURS, MINUTE)).isFalse();
        assertThat(store().owner(lock, lock)).isNull();
        store().claim(lock, lock, OURS, MINUTE);
        assertThat(store().renew(lock, lock, THEIRS, 10 * MINUTE)).isFalse();
        assertThat(store().latest().ttl(lock)).isBetween(1L, MINUTE);
        assertThat(store().renew(lock, lock, OURS, 10 * MINUTE)).isTrue();
        assertThat(store().latest().ttl(lock)).isGreaterThan(MINUTE);
        assertThat(store().owner(lock, lock)).isEqualTo(OURS);
    }

    @Test
    default void only_its_owner_releases_a_token() {
        byte[] lock = bytes("lock");
        assertThat(store().release(lock, lock, OURS)).isFalse();
        store().claim(lock, lock, OURS, MINUTE);
        assertThat(store().release(lock, lock, THEIRS)).isFalse();
        assertThat(store().owner(lock, lock)).isEqualTo(OURS);
        assertThat(store().release(lock, lock, OURS)).isTrue();
        assertThat(store().release(lock, lock, OURS)).isFalse();
        assertThat(store().claim(lock, lock, THEIRS, MINUTE)).isTrue();
    }

    @Test
    default void a_token_that_ran_out_is_nobodys() {
        byte[] lock = bytes("lock");
        store().claim(lock, lock, OURS, 20);
        until(() -> store().owner(lock, lock) == null);
        assertThat(store().renew(lock, lock, OURS, MINUTE)).isFalse();
        assertThat(store().release(lock, lock, OURS)).isFalse();
    }
}
