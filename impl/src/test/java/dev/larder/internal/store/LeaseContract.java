package dev.larder.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What every store does with leases and locks, besides the rest. */
abstract class LeaseContract extends StoreContract {
    private static final byte[] ME = utf8("me-me-me-me-me-m");
    private static final byte[] YOU = utf8("you-you-you-you-");
    private static final byte[] OLD = utf8("old-old-old-old-");
    private static final Seen WRITTEN = Seen.whole(V);
    private final EntryKey k = key("k");

    private Acquired acquire(byte[] token, Seen seen) {
        return store.acquire(k, token, null, seen, 60_000);
    }

    private boolean commit(byte[] token, Seen seen) {
        return store.commit(k, token, seen, V, WRITTEN, 50_000);
    }

    @Test
    void one_gets_the_lease_and_others_hear_how_long_it_lasts() {
        assertThat(acquire(ME, Seen.ABSENT)).isInstanceOf(Acquired.Granted.class);
        assertThat(acquire(YOU, Seen.ABSENT))
                .isInstanceOfSatisfying(
                        Acquired.Busy.class,
                        busy -> assertThat(busy.leaseMillis()).isBetween(10_000L, 60_000L));
        assertThat(acquire(ME, Seen.ABSENT)).isInstanceOf(Acquired.Granted.class);
        assertThat(store.owner(k.bytes(), k.lease())).isEqualTo(ME);
    }

    @Test
    void the_token_of_the_attempt_before_counts_as_free() {
        acquire(ME, Seen.ABSENT);
        assertThat(store.acquire(k, YOU, OLD, Seen.ABSENT, 1000)).isInstanceOf(Acquired.Busy.class);
        assertThat(store.acquire(k, YOU, ME, Seen.ABSENT, 1000)).isInstanceOf(Acquired.Granted.class);
        assertThat(commit(ME, Seen.ABSENT)).isFalse();
    }

    @Test
    void an_entry_that_changed_since_it_was_seen_is_returned_instead_of_the_lease() {
        store.set(k, V, 70_000);
        List<Seen> seen = List.of(Seen.ABSENT, Seen.whole(utf8("other")), Seen.mark(0, utf8("xxx")));
        for (Seen before : seen) {
            assertThat(acquire(ME, before)).isInstanceOfSatisfying(Acquired.Changed.class, changed -> {
                Entry now = Objects.requireNonNull(changed.now());
                assertThat(now.value()).isEqualTo(V);
                assertThat(now.ttlMillis()).isBetween(10_000L, 70_000L);
            });
        }
        assertThat(store.owner(k.bytes(), k.lease())).isNull();
        store.delete(k);
        assertThat(acquire(ME, Seen.whole(V)))
                .isInstanceOfSatisfying(
                        Acquired.Changed.class,
                        changed -> assertThat(changed.now()).isNull());
    }

    @Test
    void an_entry_that_is_as_it_was_seen_can_be_leased() {
        store.set(k, V, Store.FOREVER);
        for (Seen same : right(V)) {
            assertThat(acquire(ME, same)).as("%s", same).isInstanceOf(Acquired.Granted.class);
        }
        byte[] large = new byte[Seen.LONGEST_DIGESTED + 1];
        store.set(k, large, Store.FOREVER);
        assertThat(Seen.whole(large).kind()).isEqualTo(Seen.Kind.LENGTH);
        assertThat(acquire(ME, Seen.whole(large))).isInstanceOf(Acquired.Granted.class);
        assertThat(commit(ME, Seen.whole(large))).isFalse();
        assertThat(store.get(k.bytes())).isEqualTo(large);
    }

    @Test
    void the_owner_commits_and_the_lease_ends() {
        acquire(ME, Seen.ABSENT);
        assertThat(commit(ME, Seen.ABSENT)).isTrue();
        assertThat(store.get(k.bytes())).isEqualTo(V);
        assertThat(store.ttl(k.bytes())).isBetween(10_000L, 50_000L);
        assertThat(store.owner(k.bytes(), k.lease())).isNull();
        assertThat(acquire(ME, WRITTEN)).isInstanceOf(Acquired.Granted.class);
        assertThat(store.commit(k, ME, WRITTEN, utf8("next"), Seen.whole(utf8("next")), Store.FOREVER))
                .isTrue();
        assertThat(store.ttl(k.bytes())).isEqualTo(Store.FOREVER);
    }

    @Test
    void a_commit_that_is_repeated_is_recognised() {
        acquire(ME, Seen.ABSENT);
        assertThat(commit(ME, Seen.ABSENT)).isTrue();
        assertThat(commit(ME, Seen.ABSENT)).isTrue();
        store.set(k, utf8("newer"), Store.FOREVER);
        assertThat(commit(ME, Seen.ABSENT)).isFalse();
        assertThat(store.get(k.bytes())).isEqualTo(utf8("newer"));
    }

    @Test
    void without_the_lease_nothing_is_committed() {
        assertThat(commit(ME, Seen.ABSENT)).isFalse();
        acquire(YOU, Seen.ABSENT);
        assertThat(commit(ME, Seen.ABSENT)).isFalse();
        assertThat(store.exists(k.bytes())).isFalse();
        assertThat(store.owner(k.bytes(), k.lease())).isEqualTo(YOU);
    }

    @Test
    void an_entry_that_changed_without_a_revocation_is_not_overwritten_and_one_that_ended_is() {
        store.set(k, utf8("old"), Store.FOREVER);
        Seen old = Seen.whole(utf8("old"));
        acquire(ME, old);
        store.replaceIf(k.bytes(), old, utf8("newer"));
        assertThat(commit(ME, old)).isFalse();
        assertThat(store.get(k.bytes())).isEqualTo(utf8("newer"));
        assertThat(store.owner(k.bytes(), k.lease())).isNull();
        acquire(ME, Seen.whole(utf8("newer")));
        store.unlinkMatching(k.bytes(), key -> true);
        assertThat(commit(ME, Seen.whole(utf8("newer")))).isTrue();
    }

    @Test
    void every_mutator_ends_the_lease() {
        List<Consumer<Store>> mutators = List.of(
                s -> s.set(k, V, 1000),
                s -> s.setMany(List.of(new Write(k, V, 1000))),
                s -> s.add(k, V, 1000),
                s -> s.delete(k),
                s -> s.deleteMany(List.of(k)),
                s -> s.deleteIf(k, Seen.ABSENT));
        for (Consumer<Store> mutator : mutators) {
            store.delete(k);
            assertThat(acquire(ME, Seen.ABSENT)).isInstanceOf(Acquired.Granted.class);
            mutator.accept(store);
            assertThat(store.owner(k.bytes(), k.lease())).isNull();
        }
        store.set(k, utf8("1"), Store.FOREVER);
        acquire(ME, Seen.whole(utf8("1")));
        store.expire(k.bytes(), 1000, FLAG);
        store.increment(k.bytes(), 1, Long.MIN_VALUE, Long.MAX_VALUE);
        assertThat(store.owner(k.bytes(), k.lease())).isEqualTo(ME);
    }

    @Test
    void what_is_no_string_counts_as_absent_and_is_overwritten() {
        if (!plantList(k.bytes())) {
            return;
        }
        assertThat(acquire(ME, Seen.whole(V)))
                .isInstanceOfSatisfying(
                        Acquired.Changed.class,
                        changed -> assertThat(changed.now()).isNull());
        assertThat(acquire(ME, Seen.ABSENT)).isInstanceOf(Acquired.Granted.class);
        assertThat(commit(ME, Seen.ABSENT)).isTrue();
        assertThat(store.get(k.bytes())).isEqualTo(V);
    }

    @Test
    void a_token_is_claimed_renewed_and_released_by_its_owner_alone() {
        byte[] lock = utf8("lock");
        assertThat(store.claim(k.bytes(), lock, ME, 60_000)).isTrue();
        assertThat(store.claim(k.bytes(), lock, YOU, 60_000)).isFalse();
        assertThat(store.renew(k.bytes(), lock, YOU, 90_000)).isFalse();
        assertThat(store.ttl(lock)).isLessThanOrEqualTo(60_000);
        assertThat(store.renew(k.bytes(), lock, ME, 90_000)).isTrue();
        assertThat(store.ttl(lock)).isGreaterThan(60_000);
        assertThat(store.release(k.bytes(), lock, YOU)).isFalse();
        assertThat(store.owner(k.bytes(), lock)).isEqualTo(ME);
        assertThat(store.release(k.bytes(), lock, ME)).isTrue();
        assertThat(store.release(k.bytes(), lock, ME)).isFalse();
        assertThat(store.renew(k.bytes(), lock, ME, 1000)).isFalse();
        assertThat(store.owner(k.bytes(), lock)).isNull();
    }
}
