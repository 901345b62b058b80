package dev.larder.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.larder.Cache;
import dev.larder.CacheBuilder;
import dev.larder.CacheLock;
import dev.larder.Pool;
import dev.larder.Resilience;
import dev.larder.Shard;
import dev.larder.Topology;
import dev.larder.Ttl;
import dev.larder.testkit.RawRedis;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One shard is added to five, by three deployments, while processes on two neighbouring steps share the keys. */
@Timeout(120)
class GrowingTest {
    private static final Fleet FLEET = Fleet.start(6, 0);
    private static final Topology.Sharded FIVE = Topology.sharded(Arrays.copyOf(FLEET.shards(), 5));
    private static final Topology.Sharded SIX = Topology.sharded(FLEET.shards());

    private final List<Cache<?>> caches = new ArrayList<>();
    private final Cache<String> zeroth = cache(FIVE);
    private final Cache<String> first = cache(FIVE.movingTo(SIX));
    private final Cache<String> second = cache(SIX.movingFrom(FIVE));
    private final Cache<String> third = cache(SIX);

    @BeforeEach
    void empty_the_servers() {
        for (Shard each : FLEET.shards()) {
            ask(each, "FLUSHALL");
        }
    }

    @AfterEach
    void close_the_caches() {
        caches.forEach(Cache::close);
    }

    @AfterAll
    static void stop() {
        FLEET.close();
    }

    private static CacheBuilder builder(Topology topology) {
        return CacheBuilder.connectTo(topology)
                .serializer("json")
                .connectTimeout(Servers.PATIENCE)
                .socketTimeout(Servers.PATIENCE)
                .resilience(Resilience.throwOnOutage())
                .pool(Pool.DEFAULT.maxWait(Servers.PATIENCE));
    }

    private Cache<String> cache(Topology topology) {
        Cache<String> cache = builder(topology).build(String.class);
        caches.add(cache);
        return cache;
    }

    private Cache<Long> counters(Topology topology) {
        Cache<Long> cache = builder(topology).build(Long.class);
        caches.add(cache);
        return cache;
    }

    private static String ask(Shard shard, String... command) {
        try (RawRedis raw = FLEET.groups()
                .get(Arrays.asList(FLEET.shards()).stream()
                        .map(Shard::name)
                        .toList()
                        .indexOf(shard.name()))
                .primary()
                .raw()) {
            return String.valueOf(raw.text(command));
        }
    }

    private static Shard sixth() {
        return FLEET.shards()[5];
    }

    /** Keys whose home is the sixth shard after. */
    private List<String> moving(int count) {
        String uri = FLEET.groups().get(5).primary().uri();
        List<String> moving = IntStream.range(0, count * 60)
                .mapToObj(i -> "k" + i)
                .filter(key -> uri.endsWith(third.explain(key).server()))
                .limit(count)
                .toList();
        assertThat(moving).hasSize(count);
        return moving;
    }

    private static void together(List<Callable<?>> work) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(work.size());
        try {
            List<Future<?>> all = new ArrayList<>();
            work.forEach(each -> all.add(threads.submit(each)));
            for (Future<?> each : all) {
                each.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    // --- misses

    @Test
    void readers_on_both_steps_hardly_miss_a_key() throws Exception {
        int count = 20_000;
        Map<String, String> values = new LinkedHashMap<>();
        IntStream.range(0, count).forEach(i -> values.put("user:" + i, "value " + i));
        zeroth.setMany(values, Ttl.FOREVER);
        AtomicInteger reads = new AtomicInteger();
        AtomicInteger misses = new AtomicInteger();
        together(Stream.of(first, second, first, second)
                .<Callable<?>>map(cache -> () -> {
                    List<String> keys = new ArrayList<>(values.keySet());
                    Collections.shuffle(keys, new Random(keys.size()));
                    for (String key : keys) {
                        String value = cache.get(key);
                        reads.incrementAndGet();
                        if (value == null) {
                            misses.incrementAndGet();
                        } else {
                            assertThat(value).isEqualTo(values.get(key));
                        }
                    }
                    return null;
                })
                .toList());
        assertThat(misses.get() * 100).isLessThan(reads.get());
        assertThat(second.getMany(values.keySet())).isEqualTo(values);
        assertThat(Integer.parseInt(ask(sixth(), "DBSIZE"))).isBetween(count / 8, count / 4);
        assertThat(third.getMany(values.keySet())).isEqualTo(values);
    }

    @Test
    void many_keys_move_in_a_few_round_trips() {
        List<String> keys = moving(300);
        Map<String, String> values = new LinkedHashMap<>();
        keys.forEach(key -> values.put(key, "value of " + key));
        zeroth.setMany(values);
        ask(sixth(), "CONFIG", "RESETSTAT");
        assertThat(second.getMany(keys)).isEqualTo(values);
        long reads = ask(sixth(), "INFO", "stats")
                .lines()
                .filter(line -> line.startsWith("total_reads_processed:"))
                .mapToLong(line -> Long.parseLong(line.substring(line.indexOf(':') + 1)))
                .sum();
        assertThat(reads).isLessThan(60);
        assertThat(zeroth.getMany(keys)).isEmpty();
        assertThat(third.getMany(keys)).isEqualTo(values);
    }

    @Test
    void the_time_that_is_left_is_kept() {
        String key = moving(1).get(0);
        zeroth.set(key, "value", Ttl.of(Duration.ofMinutes(5)));
        long start = System.nanoTime();
        Duration earlier = left(second, key);
        assertThat(second.get(key)).isEqualTo("value");
        Duration later = left(third, key);
        Duration passed = Duration.ofNanos(System.nanoTime() - start);
        assertThat(later).isLessThanOrEqualTo(earlier).isGreaterThanOrEqualTo(earlier.minus(passed.plusMillis(2)));
        zeroth.set(key, "value", Ttl.FOREVER);
        third.delete(key);
        assertThat(second.get(key)).isEqualTo("value");
        assertThat(third.ttl(key)).isEqualTo(Ttl.FOREVER);
    }

    private static Duration left(Cache<?> cache, String key) {
        return Objects.requireNonNull(cache.ttl(key), "ttl").duration();
    }

    @Test
    void rewriting_all_on_the_second_step_leaves_nothing_behind() {
        List<String> keys = moving(50);
        keys.forEach(key -> zeroth.set(key, "value"));
        second.rewriteAll();
        assertThat(zeroth.getMany(keys)).isEmpty();
        assertThat(third.getMany(keys)).hasSize(50);
    }

    @Test
    void everything_is_listed_and_cleared_wherever_it_is() {
        List<String> keys = moving(20);
        keys.forEach(key -> zeroth.set(key, "value"));
        second.getMany(keys.subList(0, 10));
        for (Cache<String> each : List.of(first, second)) {
            assertThat(each.keys("*").distinct()).containsExactlyInAnyOrderElementsOf(keys);
        }
        assertThat(first.clear()).isEqualTo(20);
        assertThat(second.getMany(keys)).isEmpty();
    }

    // --- nothing comes back

    @Test
    void no_value_comes_back_between_the_steps_before_and_one() throws Exception {
        hammer(zeroth, first);
    }

    @Test
    void no_value_comes_back_between_the_steps_one_and_two() throws Exception {
        moving(30).forEach(key -> zeroth.set(key, "0"));
        hammer(first, second);
    }

    @Test
    void no_value_comes_back_between_the_steps_two_and_three() throws Exception {
        moving(30).forEach(key -> zeroth.set(key, "v0"));
        second.rewriteAll();
        hammer(second, third);
    }

    private void hammer(Cache<String> one, Cache<String> other) throws Exception {
        List<String> keys = moving(30);
        List<ReentrantLock> writing =
                Stream.generate(ReentrantLock::new).limit(keys.size()).toList();
        AtomicIntegerArray database = new AtomicIntegerArray(keys.size());
        AtomicIntegerArray told = new AtomicIntegerArray(keys.size());
        AtomicInteger writers = new AtomicInteger(4);
        List<Callable<?>> work = new ArrayList<>();
        for (int thread = 0; thread < 4; thread++) {
            Cache<String> cache = thread % 2 == 0 ? one : other;
            Random random = new Random(thread);
            work.add(() -> {
                try {
                    for (int i = 0; i < 1_500; i++) {
                        int k = random.nextInt(keys.size());
                        writing.get(k).lock();
                        try {
                            int version = database.incrementAndGet(k);
                            if (random.nextInt(3) == 0) {
                                cache.set(keys.get(k), "v" + version);
                            } else if (random.nextBoolean()) {
                                cache.deleteMany(List.of(keys.get(k), keys.get((k + 1) % keys.size())));
                            } else {
                                cache.delete(keys.get(k));
                            }
                            told.set(k, version);
                        } finally {
                            writing.get(k).unlock();
                        }
                    }
                } finally {
                    writers.decrementAndGet();
                }
                return null;
            });
            work.add(() -> {
                while (writers.get() > 0) {
                    int k = random.nextInt(keys.size());
                    int least = told.get(k);
                    String value = random.nextBoolean()
                            ? cache.get(keys.get(k))
                            : random.nextBoolean()
                                    ? cache.getMany(List.of(keys.get(k))).get(keys.get(k))
                                    : cache.getOrSet(keys.get(k), () -> "v" + database.get(k));
                    if (value != null) {
                        assertThat(version(value)).isGreaterThanOrEqualTo(least);
                    }
                }
                return null;
            });
        }
        together(work);
        for (int k = 0; k < keys.size(); k++) {
            for (Cache<String> each : List.of(one, other)) {
                String value = each.get(keys.get(k));
                assertThat(value == null ? database.get(k) : version(value)).isEqualTo(database.get(k));
            }
        }
    }

    private static int version(String value) {
        return Integer.parseInt(value.replace("v", ""));
    }

    // --- counters and locks

    @Test
    void counters_and_locks_are_exact_on_the_steps_one_and_two() throws Exception {
        String key = moving(1).get(0);
        List<Cache<Long>> steps = List.of(counters(FIVE.movingTo(SIX)), counters(SIX.movingFrom(FIVE)));
        steps.get(1).set(key, 0L, Ttl.FOREVER);
        int[] guarded = {0};
        together(IntStream.range(0, 8)
                .<Callable<?>>mapToObj(i -> () -> {
                    Cache<Long> cache = steps.get(i % 2);
                    for (int round = 0; round < 200; round++) {
                        long mine = cache.increment(key);
                        assertThat(cache.get(key)).isGreaterThanOrEqualTo(mine);
                    }
                    for (int round = 0; round < 10; round++) {
                        try (CacheLock lock = cache.lock(key, Duration.ofMinutes(1))) {
                            assertThat(lock.tryAcquire(Duration.ofMinutes(1))).isTrue();
                            guarded[0]++;
                        }
                    }
                    return null;
                })
                .toList());
        steps.forEach(each -> assertThat(each.get(key)).isEqualTo(1_600));
        assertThat(guarded[0]).isEqualTo(80);
        assertThat(third.contains(key)).isFalse();
    }

    // --- the rest

    @Test
    void both_topologies_share_the_connections_to_a_server() {
        long others = clients();
        try (Cache<String> tight =
                builder(SIX.movingFrom(FIVE)).pool(Pool.ofMax(1)).build(String.class)) {
            IntStream.range(0, 500).forEach(i -> tight.get("k" + i));
            assertThat(clients() - others).isEqualTo(6);
        }
    }

    private static long clients() {
        return Stream.of(FLEET.shards())
                .mapToLong(each -> ask(each, "CLIENT", "LIST").lines().count())
                .sum();
    }

    @Test
    void one_change_at_a_time() {
        for (Topology confused : List.of(
                FIVE.movingTo(SIX).movingFrom(SIX),
                FIVE.movingTo(SIX.movingFrom(FIVE)),
                SIX.movingFrom(FIVE.movingTo(SIX)))) {
            assertThatThrownBy(() -> builder(confused).build(String.class))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("topology");
        }
    }
}
