package dev.larder.internal.store;

import static dev.larder.internal.store.StoreHome.bytes;
import static dev.larder.internal.store.StoreHome.key;
import static dev.larder.internal.store.StoreHome.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.larder.CacheUnavailableException;
import dev.larder.internal.FlakyStore;
import dev.larder.internal.ManualAlarm;
import dev.larder.internal.ManualClock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class JournalStoreTest {
    private static final long MINUTE = 60_000;

    private final ManualClock clock = new ManualClock();
    private final ManualAlarm alarm = new ManualAlarm(clock);
    private final InMemoryStore redis = new InMemoryStore(clock);
    private final FlakyStore flaky = new FlakyStore(redis);
    private final InMemoryStore other = new InMemoryStore(clock);
    private final JournalStore store = new JournalStore(
            new ShardedStore(List.of(flaky, other), key -> text(key).startsWith("other") ? 1 : 0), alarm);

    private void assertUnknown(Runnable operation) {
        assertThatThrownBy(operation::run)
                .isInstanceOf(CacheUnavailableException.class)
                .hasMessageContaining("the last change of this key may not have reached Redis");
    }

    private void assertLost(Runnable change) {
        assertThatThrownBy(change::run).hasMessageContaining("away");
    }

    private void makeUp() {
        alarm.advance(Duration.ofSeconds(2));
    }

    @Test
    void a_lost_delete_is_made_up_for_and_until_then_nothing_is_read_of_the_key() {
        store.set(key("k"), bytes("old"), MINUTE);
        store.set(key("else"), bytes("v"), MINUTE);
        byte[] lease = key("k").lease();
        redis.claim(lease, lease, bytes("loading"), MINUTE);
        flaky.goAway();
        assertLost(() -> store.delete(key("k")));
        assertThat(store.owed()).isEqualTo(1);
        flaky.comeBack();

        assertUnknown(() -> store.get(key("k")));
        assertUnknown(() -> store.latest().read(key("k")));
        assertUnknown(() -> store.exists(bytes("k")));
        assertUnknown(() -> store.add(key("k"), bytes("v"), MINUTE));
        assertUnknown(() -> store.increment(key("k"), 1, 0, 9));
        assertUnknown(() -> store.acquire(key("k"), bytes("t"), null, Seen.ABSENT, MINUTE));
        assertThat(text(store.get(key("else")))).isEqualTo("v");

        makeUp();
        assertThat(store.owed()).isZero();
        assertThat(store.get(key("k"))).isNull();
        assertThat(redis.owner(lease, lease)).isNull();
        assertThat(text(store.get(key("else")))).isEqualTo("v");
    }

    @Test
    void a_lost_set_leaves_neither_the_old_value_nor_the_new_one() {
        store.set(key("k"), bytes("old"), MINUTE);
        flaky.goAway();
        assertLost(() -> store.set(key("k"), bytes("new"), MINUTE));
        makeUp();
        flaky.comeBack();
        assertUnknown(() -> store.get(key("k")));
        makeUp();
        assertThat(store.get(key("k"))).isNull();
        assertThat(alarm.pending()).isZero();
    }

    @Test
    void a_later_change_that_arrives_is_all_that_counts() {
        flaky.goAway();
        assertLost(() -> store.delete(key("k")));
        assertLost(() -> store.set(key("n"), bytes("lost"), MINUTE));
        flaky.comeBack();
        store.set(key("k"), bytes("new"), MINUTE);
        store.deleteMany(List.of(key("n")));
        assertThat(store.owed()).isZero();
        makeUp();
        assertThat(text(store.get(key("k")))).isEqualTo("new");
    }

    @Test
    void only_what_was_lost_is_made_up_for() {
        store.set(key("k"), bytes("old"), MINUTE);
        store.set(key("other"), bytes("old"), MINUTE);
        flaky.goAway();
        assertLost(() -> store.setMany(
                List.of(new Write(key("k"), bytes("new"), MINUTE), new Write(key("other"), bytes("new"), MINUTE))));
        assertThat(store.owed()).isEqualTo(1);
        assertThat(text(store.get(key("other")))).isEqualTo("new");
        assertLost(() -> store.deleteMany(List.of(key("k"), key("other"))));
        assertThat(store.get(key("other"))).isNull();
        assertThat(store.owed()).isEqualTo(1);
    }

    @Test
    void of_several_keys_those_that_are_known_are_answered_for() {
        store.set(key("known"), bytes("v"), MINUTE);
        store.set(key("k"), bytes("old"), MINUTE);
        flaky.goAway();
        assertLost(() -> store.delete(key("k")));
        flaky.comeBack();
        List<EntryKey> both = List.of(key("k"), key("known"));
        CacheUnavailableException some =
                catchThrowableOfType(CacheUnavailableException.class, () -> store.getMany(both));
        PartlyAnswered answered = Objects.requireNonNull(PartlyAnswered.in(some));
        List<byte[]> values = answered.values();
        assertThat(values.get(0)).isNull();
        assertThat(text(values.get(1))).isEqualTo("v");
        assertThat(PartlyAnswered.answered(some, both)).containsExactly(both.get(1));
    }

    @Test
    void what_another_server_is_owed_does_not_wait_for_one_that_is_away() {
        other.set(key("other"), bytes("old"), MINUTE);
        FlakyStore second = new FlakyStore(other);
        JournalStore two = new JournalStore(
                new ShardedStore(List.of(flaky, second), key -> text(key).startsWith("other") ? 1 : 0), alarm);
        flaky.goAway();
        second.goAway();
        for (int i = 0; i < 1_500; i++) {
            EntryKey each = key("k" + i);
            assertLost(() -> two.delete(each));
        }
        assertLost(() -> two.delete(key("other")));
        second.comeBack();
        makeUp();
        assertThat(two.get(key("other"))).isNull();
        assertThat(two.owed()).isEqualTo(1_500);
        flaky.comeBack();
        makeUp();
        assertThat(two.owed()).isZero();
    }

    @Test
    void the_oldest_changes_are_forgotten_beyond_a_limit() {
        flaky.goAway();
        List<EntryKey> keys = IntStream.rangeClosed(0, Journal.MOST)
                .mapToObj(i -> key("k" + i))
                .toList();
        assertLost(() -> store.deleteMany(keys));
        assertThat(store.owed()).isEqualTo(Journal.MOST);
        flaky.comeBack();
        assertThat(store.get(key("k0"))).isNull();
        assertUnknown(() -> store.get(key("k1")));
    }

    @Test
    void a_change_that_is_lost_anew_while_an_older_one_is_made_up_for_stays() {
        flaky.goAway();
        assertLost(() -> store.delete(key("k")));
        Journal journal = new Journal();
        journal.remember(List.of(key("k")));
        List<Journal.Change> first = journal.oldest(10);
        journal.remember(List.of(key("k")));
        journal.made(first);
        assertThat(journal.contains(bytes("k"))).isTrue();
    }

    @Test
    void a_change_that_is_lost_again_counts_as_the_latest() {
        Journal journal = new Journal();
        journal.remember(
                IntStream.range(0, Journal.MOST).mapToObj(i -> key("k" + i)).toList());
        journal.remember(List.of(key("k0")));
        journal.remember(List.of(key("one more")));
        assertThat(journal.contains(bytes("k0"))).isTrue();
        assertThat(journal.contains(bytes("k1"))).isFalse();
    }

    @Test
    void nothing_is_done_in_common_for_a_key_whose_change_was_lost() {
        flaky.goAway();
        assertLost(() -> store.delete(key("k")));
        flaky.comeBack();
        List<EntryKey> keys = List.of(key("k"));
        List<Claim> claims = List.of(new Claim(key("k"), bytes("t"), Seen.ABSENT));
        List<Commit> commits = List.of(new Commit(claims.get(0), bytes("v"), Seen.whole(bytes("v")), MINUTE));
        assertUnknown(() -> store.readMany(keys, RoundTrip.alone()));
        assertUnknown(() -> store.acquireMany(claims, MINUTE, RoundTrip.alone()));
        assertUnknown(() -> store.commitMany(commits, RoundTrip.alone()));
    }

    @Test
    void a_change_that_arrives_in_part_counts_where_it_does() {
        FlakyStore second = new FlakyStore(other);
        JournalStore two = new JournalStore(
                new ShardedStore(List.of(flaky, second), key -> text(key).startsWith("other") ? 1 : 0), alarm);
        second.goAway();
        assertLost(() -> two.delete(key("other")));
        second.comeBack();
        flaky.goAway();
        assertLost(() -> two.deleteMany(List.of(key("k"), key("other"))));
        assertThat(two.owed()).isEqualTo(1);
        assertThat(two.get(key("other"))).isNull();
    }

    @Test
    void closing_tries_once_more_and_then_closes_the_store() {
        InMemoryStore kept = new InMemoryStore(clock);
        kept.set(key("k"), bytes("old"), MINUTE);
        AtomicBoolean closed = new AtomicBoolean();
        FlakyStore way = new FlakyStore(kept) {
            @Override
            public void close() {
                closed.set(true);
                goAway();
            }
        };
        JournalStore closing = new JournalStore(way, alarm);
        way.goAway();
        assertLost(() -> closing.delete(key("k")));
        way.comeBack();
        closing.close();
        assertThat(closed).isTrue();
        assertThat(kept.get(key("k"))).isNull();
    }

    @Test
    void the_latest_is_read_where_it_is() {
        FlakyStore replica = new FlakyStore(other) {
            @Override
            public Store latest() {
                return redis;
            }
        };
        JournalStore reading = new JournalStore(replica, alarm);
        redis.set(key("k"), bytes("new"), MINUTE);
        assertThat(reading.get(key("k"))).isNull();
        assertThat(text(reading.latest().get(key("k")))).isEqualTo("new");
    }

    @Test
    void locks_are_not_touched() {
        byte[] lock = bytes("lock");
        flaky.goAway();
        assertLost(() -> store.delete(key("k")));
        flaky.comeBack();
        assertThat(store.claim(bytes("k"), lock, bytes("t"), MINUTE)).isTrue();
        assertThat(store.owner(bytes("k"), lock)).isEqualTo(bytes("t"));
        assertThat(store.renew(bytes("k"), lock, bytes("t"), MINUTE)).isTrue();
        assertThat(store.release(bytes("k"), lock, bytes("t"))).isTrue();
    }
}
