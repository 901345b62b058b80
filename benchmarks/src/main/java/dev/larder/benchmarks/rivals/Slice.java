package dev.larder.benchmarks.rivals;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A short time in which threads do the same with one rival, again and again. */
final class Slice {
    private static final int ENTRIES = 1_000;
    private static final int BATCHES = 10;
    private static final int SEED = 7;

    private final Scenario scenario;
    private final byte[] value;
    private final List<String> keys;
    private final List<String> absent;
    private final List<Map<String, byte[]>> batches = new ArrayList<>();
    private final List<List<String>> keysOfBatches = new ArrayList<>();
    private volatile boolean over;
    private volatile int seen;

    Slice(Scenario scenario) {
        this.scenario = scenario;
        this.value = new byte[scenario.bytes()];
        // as random as what is compressed or encrypted
        new Random(SEED).nextBytes(value);
        // large values on fewer keys, for what is measured is not the memory of the server
        int entries = Math.max(BATCHES, Math.min(ENTRIES, 10_000_000 / scenario.bytes()));
        this.keys = keys(scenario.bytes() + "-", Math.max(entries, scenario.keys()));
        this.absent = keys("absent-", ENTRIES);
        Random random = new Random(SEED);
        for (int i = 0; i < BATCHES; i++) {
            List<String> all = new ArrayList<>(keys);
            Collections.shuffle(all, random);
            Map<String, byte[]> batch = new LinkedHashMap<>();
            all.subList(0, scenario.keys()).forEach(key -> batch.put(key, value));
            batches.add(batch);
            keysOfBatches.add(List.copyOf(batch.keySet()));
        }
    }

    private static List<String> keys(String before, int count) {
        return IntStream.range(0, count).mapToObj(i -> before + i).toList();
    }

    /**
     * What slices found.
     *
     * @param calls how many calls there were, by all threads together
     * @param bytes how many bytes they allocated, on whatever thread
     */
    record Found(long calls, double seconds, double bytes) {
        Found plus(Found more) {
            return new Found(calls + more.calls, seconds + more.seconds, bytes + more.bytes);
        }

        double callsPerSecond() {
            return calls / seconds;
        }

        double bytesPerCall() {
            return bytes / calls;
        }
    }

    /** Sets what the rival is asked for. */
    void fill(Rival rival) {
        switch (scenario.operation()) {
            case GET, GET_OR_SET, SET -> keys.forEach(key -> rival.set(key, value));
            case GET_MANY, SET_MANY -> batches.forEach(rival::setMany);
            case INCREMENT -> keys.forEach(key -> rival.startCounter("counter-" + key));
            case MISS -> {}
        }
    }

    /** Lets the threads call the rival for this time. */
    Found run(Rival rival, int millis) throws InterruptedException {
        ThreadFactory factory = scenario.isVirtual() ? Threads.virtual() : Threads.platform();
        CountDownLatch ready = new CountDownLatch(scenario.threads());
        CountDownLatch go = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(scenario.threads());
        CountDownLatch counted = new CountDownLatch(1);
        AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();
        LongAdder calls = new LongAdder();
        over = false;
        for (int i = 0; i < scenario.threads(); i++) {
            int first = i * 31;
            factory.newThread(() -> {
                        ready.countDown();
                        await(go);
                        try {
                            calls.add(calls(rival, first));
                        } catch (RuntimeException failed) {
                            failure.compareAndSet(null, failed);
                        }
                        done.countDown();
                        // what a thread has allocated is known only while it is there
                        await(counted);
                    })
                    .start();
        }
        ready.await();
        long bytes = Allocated.inAll();
        long start = System.nanoTime();
        go.countDown();
        Thread.sleep(millis);
        over = true;
        done.await();
        double seconds = (System.nanoTime() - start) / 1e9;
        double allocated = (double) Allocated.inAll() - bytes;
        counted.countDown();
        if (failure.get() != null) {
            throw new IllegalStateException(scenario.name() + " failed", failure.get());
        }
        return new Found(calls.sum(), seconds, allocated);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException impossible) {
            throw new IllegalStateException("nobody interrupts a worker", impossible);
        }
    }

    private long calls(Rival rival, int first) {
        long calls = 0;
        int result = 0;
        for (int i = first; !over; i++) {
            result += call(rival, i);
            calls++;
        }
        seen = result;
        return calls;
    }

    private int call(Rival rival, int i) {
        String key = keys.get(i % keys.size());
        return switch (scenario.operation()) {
            case GET -> length(rival.get(key));
            case MISS -> rival.get(absent.get(i % absent.size())) == null ? 1 : unexpected();
            case SET -> {
                rival.set(key, value);
                yield 1;
            }
            case GET_OR_SET -> length(rival.getOrSet(key, value));
            case GET_MANY -> all(rival.getMany(keysOfBatches.get(i % BATCHES)));
            case SET_MANY -> {
                rival.setMany(batches.get(i % BATCHES));
                yield 1;
            }
            case INCREMENT -> (int) rival.increment("counter-" + key);
        };
    }

    private int length(byte @Nullable [] found) {
        return found != null && found.length == scenario.bytes() ? found.length : unexpected();
    }

    private int all(int found) {
        return found == scenario.keys() ? found : unexpected();
    }

    private int unexpected() {
        throw new IllegalStateException("something else came out of " + scenario.name());
    }

    /** Something that depends on all results, so that none can be left out. */
    int seen() {
        return seen;
    }
}
