package dev.larder.internal.store;

import static dev.larder.internal.store.StoreHome.bytes;
import static dev.larder.internal.store.StoreHome.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.larder.CacheUnavailableException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** A closed store says so, in the words of a closed cache. */
interface Closing extends StoreHome {
    String CLOSED = "the cache is closed; build another one";

    @Test
    default void nothing_works_after_closing() {
        keepMany(2_500);

        store().close();
        store().close();
        byte[] k = bytes("k");
        List<Consumer<Store>> operations = List.of(
                store -> store.get(key("k")),
                store -> store.read(key("k")),
                store -> store.getMany(List.of(key("k"))),
                store -> store.readMany(List.of(key("k"))),
                store -> store.exists(k),
                store -> store.ttl(k),
                store -> store.scan(bytes("*")).forEach(key -> {}),
                Store::size,
                store -> store.set(key("k"), k, MINUTE),
                store -> store.setMany(List.of(new Write(key("k"), k, MINUTE))),
                store -> store.add(key("k"), k, MINUTE),
                store -> store.expire(k, MINUTE, Writing.GRACE),
                store -> store.delete(key("k")),
                store -> store.deleteMany(List.of(key("k"))),
                store -> store.deleteIf(key("k"), Seen.ABSENT),
                store -> store.replaceIf(k, Seen.ABSENT, k),
                store -> store.unlinkMatching(bytes("*"), key -> true),
                store -> store.increment(key("k"), 1, 0, 10),
                store -> store.acquire(key("k"), k, null, Seen.ABSENT, MINUTE),
                store -> store.commit(new Commit(new Claim(key("k"), k, Seen.ABSENT), k, Seen.whole(k), MINUTE)),
                store -> store.claim(k, k, k, MINUTE),
                store -> store.renew(k, k, k, MINUTE),
                store -> store.release(k, k, k),
                store -> store.owner(k, k),
                Store::ping);
        for (Consumer<Store> operation : operations) {
            assertThatThrownBy(() -> operation.accept(store()))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage(CLOSED);
        }
    }

    @Test
    default void closing_while_many_work_tells_each_so_and_interrupts_none() throws InterruptedException {
        keep("k");
        Queue<Throwable> ends = new ConcurrentLinkedQueue<>();
        Queue<Boolean> interrupted = new ConcurrentLinkedQueue<>();
        CountDownLatch working = new CountDownLatch(32);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 32; i++) {
            Thread thread = new Thread(() -> {
                store().get(key("k"));
                working.countDown();
                try {
                    while (true) {
                        store().get(key("k"));
                    }
                } catch (IllegalStateException | CacheUnavailableException end) {
                    ends.add(end);
                }
                interrupted.add(Thread.currentThread().isInterrupted());
            });
            threads.add(thread);
            thread.start();
        }
        working.await();
        store().close();
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(ends).hasSize(32).allSatisfy(end -> assertThat(end).hasMessage(CLOSED));
        assertThat(interrupted).doesNotContain(true);
    }
}
