package dev.larder.internal.store;

import static dev.larder.internal.store.StoreHome.bytes;
import static dev.larder.internal.store.StoreHome.key;
import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.internal.FlakyStore;
import dev.larder.internal.KeptLog;
import dev.larder.internal.ManualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** When changes that did not arrive are tried again, and how often the log hears of them. */
class ReplayTest {
    private static final List<EntryKey> K = List.of(key("k"));

    private final KeptAlarm alarm = new KeptAlarm();
    private final FlakyStore redis = new FlakyStore(new InMemoryStore(new ManualClock()));
    private final Journal journal = new Journal();
    private final Replay replay = new Replay(redis, journal, alarm);

    /** Remembers for when it is set, and goes off when a test says so. */
    private static final class KeptAlarm implements Alarm {
        private final List<Duration> pauses = new ArrayList<>();
        private final List<FutureTask<?>> tasks = new ArrayList<>();

        @Override
        public long nanoTime() {
            return System.nanoTime();
        }

        @Override
        public Future<?> after(long nanos, String server, Runnable task) {
            pauses.add(Duration.ofNanos(nanos));
            FutureTask<?> kept = new FutureTask<>(task, true);
            tasks.add(kept);
            return kept;
        }

        /** Goes off, and says for when it is set anew. */
        Duration ring() {
            int set = tasks.size();
            tasks.get(set - 1).run();
            assertThat(tasks).as("it is set once more").hasSize(set + 1);
            return pauses.get(set);
        }

        /** Goes off for the last time. */
        void ringOut() {
            int set = tasks.size();
            tasks.get(set - 1).run();
            assertThat(tasks).as("there is nothing left to do").hasSize(set);
        }

        @Override
        public void close() {
            tasks.clear();
        }
    }

    private void assertPause(long least, long most) {
        assertThat(alarm.ring()).isBetween(Duration.ofMillis(least), Duration.ofMillis(most));
    }

    @Test
    void it_is_tried_at_once_and_then_after_pauses_that_double_up_to_the_longest() {
        redis.goAway();
        replay.remember(K);
        assertThat(alarm.pauses).containsExactly(Duration.ZERO);
        assertPause(50, 100);
        assertPause(100, 200);
        assertPause(200, 400);
        assertPause(400, 800);
        assertPause(400, 800);
    }

    @Test
    void processes_that_lost_a_server_together_do_not_try_it_together() {
        redis.goAway();
        replay.remember(K);
        IntStream.range(0, 10).forEach(i -> alarm.ring());
        List<Duration> pauses =
                IntStream.range(0, 200).mapToObj(i -> alarm.ring()).toList();
        assertThat(pauses).allMatch(each -> each.toMillis() >= 400 && each.toMillis() <= 800);
        assertThat(pauses).anyMatch(each -> each.toMillis() < 500).anyMatch(each -> each.toMillis() > 700);
    }

    @Test
    void after_a_try_that_succeeds_the_pauses_are_short_again() {
        redis.goAway();
        replay.remember(K);
        IntStream.range(0, 6).forEach(i -> alarm.ring());
        redis.comeBack();
        alarm.ringOut();
        assertThat(journal.isEmpty()).isTrue();
        redis.goAway();
        replay.remember(K);
        assertThat(alarm.pauses).last().isEqualTo(Duration.ZERO);
        assertPause(50, 100);
    }

    @Test
    void one_try_at_a_time_is_enough() {
        redis.goAway();
        replay.remember(K);
        replay.remember(List.of(key("other")));
        assertThat(alarm.pauses).hasSize(1);
        alarm.ring();
        replay.remember(K);
        assertThat(alarm.pauses).hasSize(2);
        redis.comeBack();
        alarm.ringOut();
        assertThat(journal.isEmpty()).isTrue();
    }

    /** Whatever a try throws, it must not be the last one. */
    @Test
    void a_try_that_fails_as_none_should_is_followed_by_another() {
        Replay broken = new Replay(
                new FlakyStore(redis) {
                    @Override
                    public long deleteMany(List<EntryKey> keys, RoundTrip trip) {
                        throw new ArithmeticException("a defect");
                    }
                },
                journal,
                alarm);
        broken.remember(K);
        assertPause(25, 50);
        assertThat(alarm.tasks.get(0)).isDone();
        broken.remember(K);
        assertThat(alarm.pauses).hasSize(2);
    }

    @Test
    void more_keys_than_one_try_removes_at_once_are_removed_by_the_same_try() {
        redis.goAway();
        replay.remember(IntStream.range(0, 2_500).mapToObj(i -> key("k" + i)).toList());
        redis.comeBack();
        alarm.ringOut();
        assertThat(journal.isEmpty()).isTrue();
    }

    @Test
    void that_changes_are_forgotten_is_told_once_until_all_are_made_up_for() {
        List<EntryKey> many =
                IntStream.range(0, Journal.MOST).mapToObj(i -> key("k" + i)).toList();
        String forgotten = "WARN more than 10000 changes could not be sent";
        int before = KeptLog.linesWith(forgotten).size();
        redis.goAway();
        replay.remember(many);
        assertThat(KeptLog.linesWith(forgotten)).hasSize(before);
        replay.remember(List.of(key("one more")));
        replay.remember(List.of(key("another")));
        alarm.ring();
        replay.remember(List.of(key("and another")));
        assertThat(KeptLog.linesWith(forgotten)).hasSize(before + 1);
        redis.comeBack();
        alarm.ringOut();
        redis.goAway();
        replay.remember(many);
        replay.remember(List.of(key("one more")));
        assertThat(KeptLog.linesWith(forgotten)).hasSize(before + 2);
    }

    @Test
    void closing_ends_the_tries_and_tells_what_was_not_made_up_for() {
        String lost = "WARN 2 changes never reached Redis";
        int before = KeptLog.linesWith(lost).size();
        redis.goAway();
        replay.remember(List.of(key("k"), key("other")));
        replay.close();
        assertThat(alarm.tasks.get(0)).isCancelled();
        assertThat(KeptLog.linesWith(lost)).hasSize(before + 1);
    }

    @Test
    void closing_tells_nothing_if_nothing_is_missing() {
        int before = KeptLog.linesWith("never reached Redis").size();
        replay.close();
        redis.goAway();
        replay.remember(K);
        redis.comeBack();
        replay.close();
        assertThat(KeptLog.linesWith("never reached Redis")).hasSize(before);
        assertThat(journal.isEmpty()).isTrue();
    }

    @Test
    void removals_go_over_connections_opened_for_them() {
        List<RoundTrip> trips = new ArrayList<>();
        Replay watched = new Replay(
                new FlakyStore(redis) {
                    @Override
                    public long deleteMany(List<EntryKey> keys, RoundTrip trip) {
                        trips.add(trip);
                        return super.deleteMany(keys, trip);
                    }
                },
                journal,
                alarm);
        watched.remember(K);
        alarm.ringOut();
        assertThat(trips).hasSize(1).allMatch(RoundTrip::isAfresh);
    }

    @Test
    void a_store_that_was_closed_meanwhile_is_no_reason_to_fail() {
        FlakyStore closed = new FlakyStore(redis) {
            @Override
            public long deleteMany(List<EntryKey> keys, RoundTrip trip) {
                throw new IllegalStateException("the cache is closed");
            }
        };
        Replay late = new Replay(closed, journal, alarm);
        late.remember(K);
        assertPause(50, 100);
        late.close();
        assertThat(journal.contains(bytes("k"))).isTrue();
    }
}
