package dev.larder.internal.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.internal.store.ThreadPerServer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ThreadPerServerTest {
    private final ThreadPerServer alarm = new ThreadPerServer();

    @AfterEach
    void close() {
        alarm.close();
    }

    @Test
    void a_server_that_holds_its_thread_holds_up_no_other() throws Exception {
        CountDownLatch frozen = new CountDownLatch(1);
        CountDownLatch thawed = new CountDownLatch(1);
        Future<?> held = alarm.after(0, "frozen", () -> {
            frozen.countDown();
            await(thawed);
        });
        await(frozen);
        alarm.after(1, "sound", () -> {}).get();
        assertThat(held.isDone()).isFalse();
        thawed.countDown();
        held.get();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void its_threads_keep_no_program_alive_and_nothing_of_their_makers() throws Exception {
        CompletableFuture<Thread> made = new CompletableFuture<>();
        FutureTask<Future<?>> making =
                new FutureTask<>(() -> alarm.after(0, "a:1", () -> made.complete(Thread.currentThread())));
        Thread maker = new Thread(making);
        maker.setContextClassLoader(new ClassLoader(null) {});
        maker.start();
        Thread thread = made.get();
        assertThat(thread.isDaemon()).isTrue();
        assertThat(thread.getName()).isEqualTo("larder-a:1");
        assertThat(thread.getContextClassLoader()).isSameAs(ThreadPerServer.class.getClassLoader());
    }

    @Test
    void closing_ends_its_threads_and_drops_what_comes_afterwards() throws Exception {
        CompletableFuture<Thread> thread = new CompletableFuture<>();
        alarm.after(0, "a", () -> thread.complete(Thread.currentThread())).get();
        Future<?> pending = alarm.after(TimeUnit.HOURS.toNanos(1), "a", () -> {});
        alarm.close();
        thread.get().join();
        assertThat(pending.isDone()).isFalse();
        for (String server : new String[] {"a", "b"}) {
            assertThat(alarm.after(0, server, () -> {
                                throw new AssertionError("done after the close");
                            })
                            .isDone())
                    .isFalse();
        }
    }
}
