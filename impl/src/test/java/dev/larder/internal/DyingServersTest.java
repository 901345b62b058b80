package dev.larder.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.Cache;
import dev.larder.CacheBuilder;
import dev.larder.Resilience;
import dev.larder.Topology;
import dev.larder.testkit.RedisProcess;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Many threads use shards that are killed, frozen and started anew all the time: nobody is stuck, nobody finds what he has
 * deleted or overwritten, and nothing is left behind. {@code -Doutages.seconds=N} for longer or shorter.
 */
@Tag("soak")
@Timeout(3_600)
class DyingServersTest {
    private static final int THREADS = 64;
    private static final int KEYS_EACH = 10;
    private static final int LOADS_WHILE_AWAY = 8;
    private static final Duration SECONDS = Duration.ofSeconds(Long.getLong("outages.seconds", 30));
    private static final Duration STUCK = Duration.ofSeconds(10);

    private final List<RedisProcess> servers =
            Stream.generate(RedisProcess::start).limit(3).toList();
    private final Cache<Long> cache = CacheBuilder.connectTo(
                    Topology.sharded(servers.stream().map(RedisProcess::uri).toArray(String[]::new)))
            .serializer("json")
            .connectTimeout(Duration.ofMillis(300))
            .socketTimeout(Duration.ofMillis(300))
            .resilience(Resilience.missOnOutage().loadsWhileAway(LOADS_WHILE_AWAY))
            .build(Long.class);

    /** By key; each is changed by one thread alone. */
    private final AtomicLongArray database = new AtomicLongArray(THREADS * KEYS_EACH);
    /** By key: what was in the database when the last change of the cache returned. */
    private final AtomicLongArray changed = new AtomicLongArray(THREADS * KEYS_EACH);

    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicLong operations = new AtomicLong();
    private final AtomicLong slowest = new AtomicLong();
    private final AtomicInteger loading = new AtomicInteger();
    private final AtomicInteger mostLoading = new AtomicInteger();
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS + 1);

    @AfterEach
    void stop() {
        over.set(true);
        threads.shutdownNow();
        cache.close();
        servers.forEach(RedisProcess::close);
    }

    private long load(int key) {
        mostLoading.accumulateAndGet(loading.incrementAndGet(), Math::max);
        try {
            long value = database.get(key);
            LockSupport.parkNanos(1);
            return value;
        } finally {
            loading.decrementAndGet();
        }
    }

    private void change(int key, boolean set) {
        long value = database.incrementAndGet(key);
        if (set) {
            cache.set("k" + key, value);
        } else {
            cache.delete("k" + key);
        }
        changed.set(key, value);
    }

    private static void check(int key, long least, @Nullable Long found) {
        if (found != null) {
            assertThat(found)
                    .as("of k%d, which was %d when its last change returned", key, least)
                    .isGreaterThanOrEqualTo(least);
        }
    }

    private void use(int thread) {
        Random random = ThreadLocalRandom.current();
        int key = random.nextInt(database.length());
        long least = changed.get(key);
        switch (random.nextInt(8)) {
            case 0 -> change(thread * KEYS_EACH + random.nextInt(KEYS_EACH), false);
            case 1 -> change(thread * KEYS_EACH + random.nextInt(KEYS_EACH), true);
            case 2 -> {
                List<Integer> some =
                        random.ints(5, 0, database.length()).distinct().boxed().toList();
                List<Long> floors = some.stream().map(changed::get).toList();
                List<String> names = some.stream().map(each -> "k" + each).toList();
                Map<String, Long> found = cache.getMany(names);
                for (int i = 0; i < some.size(); i++) {
                    check(some.get(i), floors.get(i), found.get(names.get(i)));
                }
            }
            case 3, 4 -> check(key, least, cache.getOrSet("k" + key, () -> load(key)));
            default -> check(key, least, cache.get("k" + key));
        }
        operations.incrementAndGet();
    }

    private void useUntilOver(int thread) {
        while (!over.get()) {
            long start = System.nanoTime();
            use(thread);
            slowest.accumulateAndGet(System.nanoTime() - start, Math::max);
        }
    }

    private int blows(Random random) throws InterruptedException {
        int blows = 0;
        while (!over.get()) {
            RedisProcess server = servers.get(random.nextInt(servers.size()));
            blows++;
            if (random.nextBoolean()) {
                server.kill();
                Thread.sleep(random.nextInt(1_000));
                server.restart();
            } else {
                server.freeze();
                Thread.sleep(random.nextInt(1_000));
                server.thaw();
            }
            Thread.sleep(random.nextInt(1_000));
        }
        return blows;
    }

    private static long usedMegabytes() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() >> 20;
    }

    @Test
    void nobody_is_stuck_and_nobody_finds_what_he_has_deleted() throws Exception {
        Future<Integer> blows = threads.submit(() -> blows(new Random(1)));
        List<Future<?>> users = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            int thread = i;
            users.add(threads.submit(() -> useUntilOver(thread)));
        }
        long first = 0;
        long end = System.nanoTime() + SECONDS.toNanos();
        for (int second = 0; System.nanoTime() < end; second++) {
            Thread.sleep(1_000);
            if (second == SECONDS.toSeconds() / 4) {
                first = usedMegabytes();
            }
            assertThat(users).as("users that go on").noneMatch(Future::isDone);
        }
        long last = usedMegabytes();
        over.set(true);
        for (Future<?> each : users) {
            each.get();
        }
        int done = blows.get();
        System.out.printf(
                Locale.ROOT,
                "%d operations of %d threads in %d s, while servers were killed or frozen %d times: hit ratio %.2f,"
                        + " %d dropped, slowest %d ms, memory %d MB and at the end %d MB%n",
                operations.get(),
                THREADS,
                SECONDS.toSeconds(),
                done,
                cache.statistics().hitRatio(),
                cache.statistics().dropped(),
                slowest.get() / 1_000_000,
                first,
                last);
        assertThat(ManagementFactory.getThreadMXBean().findDeadlockedThreads()).isNull();
        assertThat(Duration.ofNanos(slowest.get())).isLessThan(STUCK);
        assertThat(last).as("megabytes in use").isLessThan(first + 32);
        awaitAllChangesMade();
        for (int key = 0; key < database.length(); key++) {
            check(key, changed.get(key), cache.get("k" + key));
            assertThat(cache.getOrSet("k" + key, () -> -1L)).isNotNull();
        }
        assertThat(cache.statistics().servers())
                .allMatch(each -> each.activeConnections() == 0 && each.waitingCallers() == 0 && !each.isAway());
        whileAllAreAway();
    }

    private void awaitAllChangesMade() throws InterruptedException {
        long end = System.nanoTime() + STUCK.toNanos();
        while (cache.statistics().journalLength() > 0
                || cache.statistics().servers().stream().anyMatch(each -> each.isAway())) {
            assertThat(System.nanoTime()).as("changes are made up for").isLessThan(end);
            IntStream.range(0, 30).forEach(i -> cache.get("probe" + i));
            Thread.sleep(10);
        }
    }

    private void whileAllAreAway() throws Exception {
        servers.forEach(RedisProcess::kill);
        for (int i = 0; i < 100; i++) {
            cache.get("k" + i);
        }
        mostLoading.set(0);
        List<Future<Long>> loads = new ArrayList<>();
        for (int i = 0; i < 20 * THREADS; i++) {
            int key = i % database.length();
            loads.add(threads.submit(() -> cache.getOrSet("away" + key, () -> load(key))));
        }
        for (Future<Long> each : loads) {
            assertThat(each.get()).isNotNull();
        }
        assertThat(mostLoading).hasValueLessThanOrEqualTo(LOADS_WHILE_AWAY);
        long[] gets = new long[100_000];
        for (int i = 0; i < gets.length; i++) {
            long start = System.nanoTime();
            assertThat(cache.get("k" + i % 100)).isNull();
            gets[i] = System.nanoTime() - start;
        }
        long[] sorted = Arrays.stream(gets).sorted().toArray();
        System.out.printf(
                Locale.ROOT,
                "all servers away: at most %d loads at once; get takes %.3f ms in the middle, p99 %.3f ms%n",
                mostLoading.get(),
                sorted[sorted.length / 2] / 1e6,
                sorted[sorted.length * 99 / 100] / 1e6);
        assertThat(Duration.ofNanos(sorted[sorted.length * 99 / 100])).isLessThan(Duration.ofMillis(1));
    }
}
