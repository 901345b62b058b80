package dev.larder.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class BreakerTest {
    private static final Duration OPEN_FOR = Duration.ofSeconds(10);

    private final AtomicLong now = new AtomicLong();
    private final Breaker breaker = breaker();

    private Breaker breaker() {
        return new Breaker(3, OPEN_FOR, now::get);
    }

    private static void open(Breaker breaker) {
        IntStream.range(0, 3).forEach(i -> breaker.failed());
    }

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }

    @Test
    void opens_after_failures_in_a_row_and_not_after_others() {
        for (int i = 0; i < 10; i++) {
            breaker.failed();
            breaker.failed();
            assertThat(breaker.admits()).isTrue();
            assertThat(breaker.millisToNextTry()).isZero();
            breaker.succeeded();
        }
        open(breaker);
        assertThat(breaker.admits()).isFalse();
    }

    @Test
    void half_open_it_admits_one_and_nobody_else_until_he_has_told() {
        open(breaker);
        pass(OPEN_FOR.multipliedBy(2));
        assertThat(breaker.admits()).isTrue();
        assertThat(breaker.admits()).isFalse();
        breaker.succeeded();
        assertThat(breaker.admits()).isTrue();
        assertThat(breaker.admits()).isTrue();
    }

    @Test
    void who_never_tells_is_followed_by_another() {
        open(breaker);
        pass(OPEN_FOR.multipliedBy(2));
        assertThat(breaker.admits()).isTrue();
        pass(OPEN_FOR.multipliedBy(2));
        assertThat(breaker.admits()).isTrue();
        assertThat(breaker.admits()).isFalse();
    }

    @Test
    void a_try_that_fails_opens_it_for_as_long_again_from_then_on() {
        open(breaker);
        pass(OPEN_FOR.multipliedBy(2));
        assertThat(breaker.admits()).isTrue();
        pass(OPEN_FOR.dividedBy(2));
        breaker.failed();
        pass(OPEN_FOR.dividedBy(10).multipliedBy(7));
        assertThat(breaker.admits()).isFalse();
        pass(OPEN_FOR.dividedBy(2));
        assertThat(breaker.admits()).isTrue();
    }

    @Test
    void an_answer_that_comes_while_it_opens_does_not_leave_it_half_open_for_ever() {
        AtomicReference<Runnable> meanwhile = new AtomicReference<>(() -> {});
        Breaker racing = new Breaker(1, OPEN_FOR, () -> {
            meanwhile.getAndSet(() -> {}).run();
            return now.get();
        });
        meanwhile.set(racing::succeeded);
        racing.failed();
        pass(OPEN_FOR.multipliedBy(2));
        assertThat(racing.admits()).isTrue();
        racing.succeeded();
        assertThat(racing.admits()).isTrue();
        assertThat(racing.admits()).isTrue();
    }

    @Test
    void once_it_is_closed_the_next_call_may_go_now_whatever_the_time_is() {
        pass(OPEN_FOR);
        assertThat(breaker.millisToNextTry()).isZero();
        open(breaker);
        breaker.succeeded();
        assertThat(breaker.millisToNextTry()).isZero();
    }

    @Test
    void processes_that_lost_a_server_together_do_not_come_back_together() {
        long[] tries = LongStream.range(0, 200)
                .map(i -> {
                    Breaker each = breaker();
                    open(each);
                    return each.millisToNextTry();
                })
                .toArray();
        assertThat(LongStream.of(tries)).allMatch(millis -> millis >= 8_000 && millis <= 12_000);
        assertThat(LongStream.of(tries).distinct().count()).isGreaterThan(100);
    }
}
