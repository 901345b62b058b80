package dev.larder.internal.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.larder.LoadException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class BulkheadTest {
    private static final long LONG = TimeUnit.SECONDS.toNanos(20);

    private final Bulkhead one = new Bulkhead(1);
    private final CountDownLatch ending = new CountDownLatch(1);

    private String load(long nanos) {
        return one.run("'k'", nanos, () -> "v");
    }

    /** Takes the only place until it is told to end. */
    private CompletableFuture<String> holding() throws InterruptedException {
        CountDownLatch holding = new CountDownLatch(1);
        CompletableFuture<String> holder = CompletableFuture.supplyAsync(() -> one.run("'held'", 0, () -> {
            holding.countDown();
            await(ending);
            return "held";
        }));
        assertThat(holding.await(10, TimeUnit.SECONDS)).isTrue();
        return holder;
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    private void assertFull() {
        assertThatThrownBy(() -> load(0))
                .isInstanceOf(LoadException.class)
                .hasMessageStartingWith("Redis is away, and 1 loads run without it already; 'k' was not loaded");
    }

    @Test
    void a_load_in_a_load_has_its_place_already_and_leaves_it_to_the_outer_one() {
        assertThat(one.run("'outer'", 0, () -> {
                    String inner = load(0);
                    assertThatThrownBy(() ->
                                    CompletableFuture.supplyAsync(() -> load(0)).join())
                            .hasCauseInstanceOf(LoadException.class);
                    return inner;
                }))
                .isEqualTo("v");
        assertThat(CompletableFuture.supplyAsync(() -> load(0)).join()).isEqualTo("v");
    }

    @Test
    void a_thread_that_has_loaded_before_needs_a_place_like_any_other() throws InterruptedException {
        assertThat(load(0)).isEqualTo("v");
        CompletableFuture<String> holder = holding();
        assertFull();
        ending.countDown();
        assertThat(holder.join()).isEqualTo("held");
        assertThat(load(0)).isEqualTo("v");
    }

    @Test
    void who_waits_gets_the_place_of_the_one_that_ends() throws Exception {
        CompletableFuture<String> holder = holding();
        FutureTask<String> waiting = new FutureTask<>(() -> load(LONG));
        Thread waiter = new Thread(waiting);
        waiter.start();
        while (waiter.getState() != Thread.State.TIMED_WAITING && !waiting.isDone()) {
            Thread.onSpinWait();
        }
        assertThat(waiting).isNotDone();
        ending.countDown();
        assertThat(waiting.get()).isEqualTo("v");
        assertThat(holder.join()).isEqualTo("held");
    }

    @Test
    void a_load_that_fails_gives_its_place_back() {
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> one.run("'k'", 0, () -> {
                        throw new ArithmeticException("no value");
                    }))
                    .isInstanceOf(ArithmeticException.class);
        }
        assertThat(load(0)).isEqualTo("v");
        assertThat(CompletableFuture.supplyAsync(() -> load(0)).join()).isEqualTo("v");
    }

    @Test
    void an_interrupted_thread_takes_what_is_free_but_does_not_wait_and_keeps_its_flag() throws InterruptedException {
        Thread.currentThread().interrupt();
        assertThat(load(LONG)).isEqualTo("v");
        assertThat(Thread.interrupted()).isTrue();
        CompletableFuture<String> holder = holding();
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> load(LONG))
                .isInstanceOf(LoadException.class)
                .hasMessage("interrupted before 'k' was loaded")
                .hasCauseInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).isTrue();
        ending.countDown();
        assertThat(holder.join()).isEqualTo("held");
    }

    @Test
    void whose_time_is_over_already_is_refused_at_once() throws InterruptedException {
        CompletableFuture<String> holder = holding();
        assertThatThrownBy(() -> load(-1)).hasMessageContaining("none of them ended in time");
        ending.countDown();
        assertThat(holder.join()).isEqualTo("held");
    }
}
