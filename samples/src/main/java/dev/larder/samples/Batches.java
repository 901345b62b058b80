package dev.larder.samples;

import dev.larder.samples.shared.Screen;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.LongAdder;

/** Works through many keys, a batch at a time, with a few threads. */
final class Batches implements AutoCloseable {
    /** How many keys a batch has: enough to spare round trips, few enough to keep replies short. */
    static final int SIZE = 200;

    static final int THREADS = Math.min(Runtime.getRuntime().availableProcessors(), 8);

    private final Screen screen;
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);

    Batches(Screen screen) {
        this.screen = screen;
    }

    /** What is done with a batch. */
    @FunctionalInterface
    interface Work {
        void on(List<String> batch) throws Exception;
    }

    /** Does the work on all keys, and says how long it took. */
    Duration run(String what, List<String> keys, Work work) throws Exception {
        LongAdder done = new LongAdder();
        List<Callable<Void>> tasks = new ArrayList<>();
        for (List<String> batch : of(keys)) {
            tasks.add(() -> {
                work.on(batch);
                done.add(batch.size());
                screen.progress(what, done.sum(), keys.size());
                return null;
            });
        }
        long start = System.nanoTime();
        for (Future<Void> task : threads.invokeAll(tasks)) {
            task.get();
        }
        screen.wipe();
        return Duration.ofNanos(System.nanoTime() - start);
    }

    /** The keys in batches. */
    static List<List<String>> of(List<String> keys) {
        List<List<String>> batches = new ArrayList<>();
        for (int from = 0; from < keys.size(); from += SIZE) {
            batches.add(keys.subList(from, Math.min(from + SIZE, keys.size())));
        }
        return batches;
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
