package dev.larder.internal.jedis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.larder.internal.jedis.Turns.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisException;

/** Whoever waits is woken when there is a place for it, whatever the others do at that moment. */
@Timeout(60)
class TurnsTest {
    private static final long LONG = TimeUnit.SECONDS.toNanos(20);
    private static final Question<Long> QUESTION = new Questions.Counted(Command.PTTL, "k".getBytes(UTF_8));

    /** Waits on a thread of its own, and returns once that is parked. */
    private static CompletableFuture<Outcome> parked(Turns turns, @Nullable Question<?> question)
            throws InterruptedException {
        CompletableFuture<Outcome> outcome = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                outcome.complete(turns.join(question).await(LONG, LONG));
            } catch (InterruptedException interrupted) {
                outcome.completeExceptionally(interrupted);
            }
        });
        thread.start();
        while (LockSupport.getBlocker(thread) == null) {
            Thread.sleep(1);
        }
        return outcome;
    }

    /** Sooner than those who wait give up. */
    private static Outcome soon(CompletableFuture<Outcome> outcome) throws Exception {
        return outcome.get(10, TimeUnit.SECONDS);
    }

    private static Turns busy(int places, int callers) {
        Turns turns = new Turns(places);
        IntStream.range(0, callers).forEach(i -> turns.enter());
        return turns;
    }

    @Test
    void a_place_meant_for_one_who_is_taken_along_goes_to_the_next() throws Exception {
        Turns turns = new Turns(1);
        assertThat(turns.tryTake(false)).isTrue();
        turns.join(QUESTION);
        CompletableFuture<Outcome> next = parked(turns, null);
        turns.giveBack(false);
        assertThat(turns.takeAlong()).hasSize(1);
        assertThat(soon(next)).isEqualTo(Outcome.PLACE);
    }

    @Test
    void a_place_that_is_no_use_to_the_longest_waiter_goes_to_the_next() throws Exception {
        Turns turns = busy(8, 100);
        IntStream.range(0, 4).forEach(i -> assertThat(turns.tryTake(true)).isTrue());
        IntStream.range(0, 4).forEach(i -> assertThat(turns.tryTake(false)).isTrue());
        CompletableFuture<Outcome> longest = parked(turns, QUESTION);
        CompletableFuture<Outcome> next = parked(turns, null);
        turns.giveBack(false);
        assertThat(soon(next)).isEqualTo(Outcome.PLACE);
        assertThat(longest).isNotDone();
        turns.giveBack(true);
        assertThat(soon(longest)).isEqualTo(Outcome.PLACE);
    }

    @Test
    void who_takes_nobody_along_holds_up_none_who_could_be() {
        Turns turns = busy(8, 100);
        IntStream.range(0, 7).forEach(i -> assertThat(turns.tryTake(false)).isTrue());
        assertThat(turns.tryTake(true)).isTrue();
    }

    @Test
    void nobody_is_turned_away_while_a_place_is_free() throws Exception {
        Turns turns = busy(8, 100);
        IntStream.range(0, 4).forEach(i -> assertThat(turns.tryTake(true)).isTrue());
        assertThat(turns.tryTake(true)).isFalse();
        assertThat(turns.join(QUESTION).await(0, LONG)).isEqualTo(Outcome.PLACE);
        Thread.currentThread().interrupt();
        assertThat(turns.join(QUESTION).await(LONG, LONG)).isEqualTo(Outcome.PLACE);
        assertThat(Thread.interrupted()).isTrue();
        IntStream.range(0, 2).forEach(i -> assertThat(turns.tryTake(false)).isTrue());
        assertThat(turns.join(QUESTION).await(0, LONG)).isEqualTo(Outcome.NO_PLACE);
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> turns.join(QUESTION).await(LONG, LONG)).isInstanceOf(InterruptedException.class);
        assertThat(turns.waiting()).isZero();
    }

    @Test
    void who_is_taken_along_waits_for_the_reply_and_keeps_its_interrupt_flag() throws Exception {
        Turns turns = new Turns(1);
        Turns.Waiter<Long> waiter = turns.join(QUESTION);
        List<Turns.Waiter<?>> taken = turns.takeAlong();
        Thread.currentThread().interrupt();
        Thread leader = new Thread(() -> {
            LockSupport.parkNanos(50_000_000);
            taken.get(0).fail(new JedisException("told"), true);
        });
        leader.start();
        assertThat(waiter.await(0, LONG)).isEqualTo(Outcome.ANSWERED);
        assertThat(Thread.interrupted()).isTrue();
        assertThatThrownBy(waiter::answer).hasMessage("told");
        assertThat(waiter.metStaleConnection()).isTrue();
        leader.join();
    }

    @Test
    void who_leaves_hands_on_the_place_it_was_woken_for() throws Exception {
        Turns turns = new Turns(1);
        assertThat(turns.tryTake(false)).isTrue();
        Turns.Waiter<?> first = turns.join(null);
        CompletableFuture<Outcome> second = parked(turns, null);
        CompletableFuture<Outcome> third = parked(turns, null);
        // wakes the first, which does not look yet
        turns.giveBack(false);
        assertThat(second).isNotDone();
        assertThat(first.await(0, LONG)).isEqualTo(Outcome.PLACE);
        turns.giveBack(false);
        assertThat(soon(second)).isEqualTo(Outcome.PLACE);
        turns.giveBack(false);
        assertThat(soon(third)).isEqualTo(Outcome.PLACE);
    }

    /** In rounds, at the end of which nobody comes who would wake one that was forgotten. */
    @Test
    void in_the_thick_of_it_nobody_is_forgotten() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(16);
        AtomicInteger served = new AtomicInteger();
        for (int places : new int[] {1, 3, 8}) {
            Turns turns = new Turns(places);
            long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(500);
            while (System.nanoTime() - end < 0) {
                List<Callable<Boolean>> callers = new ArrayList<>();
                IntStream.range(0, 16).forEach(i -> callers.add(() -> calls(turns, served)));
                for (Future<Boolean> each : threads.invokeAll(callers)) {
                    each.get();
                }
                assertThat(turns.waiting()).isZero();
                IntStream.range(0, places)
                        .forEach(i -> assertThat(turns.tryTake(true)).isTrue());
                assertThat(turns.tryTake(false)).isFalse();
                IntStream.range(0, places).forEach(i -> turns.giveBack(true));
            }
        }
        assertThat(served.get()).as("by others").isPositive();
        threads.shutdown();
        assertThat(threads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
    }

    private static boolean calls(Turns turns, AtomicInteger served) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        for (int i = 0; i < 4; i++) {
            boolean joins = random.nextInt(4) > 0;
            boolean hasty = random.nextInt(4) == 0;
            boolean interrupted = random.nextInt(8) == 0;
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
            turns.enter();
            try {
                call(turns, joins, hasty ? random.nextInt(50_000) : LONG, hasty || interrupted, served);
            } finally {
                turns.exit();
            }
            assertThat(Thread.interrupted()).isEqualTo(interrupted);
        }
        return true;
    }

    private static void call(Turns turns, boolean joins, long nanos, boolean mayFail, AtomicInteger served) {
        if (!turns.tryTake(joins)) {
            Turns.Waiter<?> waiter = turns.join(joins ? QUESTION : null);
            try {
                Outcome outcome = waiter.await(nanos, LONG);
                if (outcome == Outcome.ANSWERED) {
                    served.incrementAndGet();
                    assertThatThrownBy(waiter::answer).isInstanceOf(JedisException.class);
                }
                if (outcome != Outcome.PLACE) {
                    assertThat(outcome == Outcome.ANSWERED || (mayFail && outcome == Outcome.NO_PLACE))
                            .as("%s", outcome)
                            .isTrue();
                    return;
                }
            } catch (InterruptedException interrupted) {
                assertThat(mayFail).isTrue();
                Thread.currentThread().interrupt();
                return;
            }
        }
        try {
            List<Turns.Waiter<?>> others = joins ? turns.takeAlong() : List.of();
            if (ThreadLocalRandom.current().nextInt(4) == 0) {
                LockSupport.parkNanos(1);
            }
            others.forEach(each -> each.fail(new JedisException("served"), false));
        } finally {
            turns.giveBack(joins);
        }
    }
}
