package dev.larder.internal.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import dev.larder.Cache;
import dev.larder.CacheBuilder;
import dev.larder.LoadOptions;
import dev.larder.Resilience;
import dev.larder.Topology;
import dev.larder.Ttl;
import dev.larder.ValueFormat;
import dev.larder.internal.FlakyStore;
import dev.larder.internal.SharedConnections;
import dev.larder.internal.store.EntryKey;
import dev.larder.internal.store.InMemoryStore;
import dev.larder.internal.store.Store;
import dev.larder.testkit.RedisProcess;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What goes wrong in {@code get_or_set} of django-redis-cache, and does not in {@code getOrSet} on the same entries. */
@Timeout(60)
class HerdDefectsTest {
    private static final LoadOptions TEN_SECONDS = LoadOptions.freshFor(Ttl.ofSeconds(10));
    private static final RedisProcess SERVER = RedisProcess.start();

    private final DjangoCache django = new DjangoCache(SERVER);
    private final Cache<String> cache = java();
    private final InMemoryStore memory = new InMemoryStore(InstantSource.system());
    private final AtomicInteger loads = new AtomicInteger();

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    @AfterEach
    void clear() {
        django.redis().command("FLUSHALL");
        django.close();
        cache.close();
    }

    private static Cache<String> java() {
        return CacheBuilder.connectTo(SERVER.uri())
                .valueFormat(ValueFormat.PLAIN)
                .serializer("json")
                .build(String.class);
    }

    private String load() {
        return "java " + loads.incrementAndGet();
    }

    private long ttl(String key) {
        return django.redis().number("PTTL", key);
    }

    /** There, who loses the race gets nothing as long as nothing is cached. */
    @Test
    void callers_that_do_not_load_wait_for_the_value() {
        Cache<String> other = java();
        List<String> keys = IntStream.range(0, 50).mapToObj(i -> "k" + i).toList();
        AtomicInteger calls = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(8);
        List<CompletableFuture<Void>> running = IntStream.range(0, 8)
                .mapToObj(thread -> CompletableFuture.runAsync(
                        () -> keys.forEach(key -> assertThat((thread % 2 == 0 ? cache : other).getOrSet(key, () -> {
                                    calls.incrementAndGet();
                                    return "value of " + key;
                                }))
                                .isEqualTo("value of " + key)),
                        threads))
                .toList();
        running.forEach(CompletableFuture::join);
        threads.shutdown();
        assertThat(calls).hasValue(50);
        other.close();
    }

    /** There, who loses the race gets nothing as long as nothing is cached. */
    @Test
    void while_python_loads_java_waits_for_its_value() {
        CountDownLatch loading = new CountDownLatch(1);
        CompletableFuture<String> waiting = CompletableFuture.supplyAsync(() -> {
            await(loading);
            return cache.getOrSet("k", this::load);
        });
        String python = django.getOrSet(
                ":1:k",
                () -> {
                    loading.countDown();
                    pause(300);
                    return "\"python\"";
                },
                10,
                5,
                20);
        assertThat(python).isEqualTo("\"python\"");
        assertThat(waiting.join()).isEqualTo("python");
        assertThat(loads).hasValue(0);
    }

    @Test
    void while_java_loads_python_has_the_stale_value_and_does_not_load() {
        django.getOrSet(":1:k", () -> "\"old\"", 10, 5, 20);
        django.redis().command("DEL", "__fresh__:1:k");
        String loaded = cache.getOrSet("k", () -> {
            assertThat(ttl("__lock__:1:k")).isBetween(1L, 10_000L);
            assertThat(django.getOrSet(":1:k", () -> "\"python too\"", 10, 5, 20))
                    .isEqualTo("\"old\"");
            return "java";
        });
        assertThat(loaded).isEqualTo("java");
        assertThat(django.getOrSet(":1:k", () -> "\"python too\"", 10, 5, 20)).isEqualTo("\"java\"");
        assertThat(django.redis().keys()).containsExactlyInAnyOrder(":1:k", "__fresh__:1:k");
    }

    /** There, the marker of freshness outlives the value, and until it ends nothing is loaded. */
    @Test
    void the_marker_goes_with_the_value() {
        AtomicInteger computed = new AtomicInteger();
        List<Runnable> removals = List.of(
                () -> cache.delete("k"),
                () -> cache.deleteMany(List.of("k", "other")),
                () -> cache.deleteMatching("k*"),
                cache::clear,
                cache::clearAllVersions,
                () -> cache.moveToVersion("k", 2));
        for (Runnable removal : removals) {
            cache.getOrSet("k", this::load);
            removal.run();
            assertThat(django.redis().keys()).doesNotContain(":1:k", "__fresh__:1:k");
            String value = django.getOrSet(":1:k", () -> "\"computed " + computed.incrementAndGet() + "\"", 60, 5, 20);
            assertThat(value).isEqualTo("\"computed " + computed + "\"");
        }
        assertThat(computed).hasValue(6);
    }

    /** There, the marker of freshness outlives the value, and until it ends nothing is loaded. */
    @Test
    void the_marker_lives_no_longer_than_the_value() {
        cache.getOrSet("k", this::load, LoadOptions.freshFor(Ttl.ofMinutes(1)));
        cache.set("k", "shorter", Ttl.ofSeconds(2));
        assertThat(ttl("__fresh__:1:k")).isBetween(1L, 2_000L);
        cache.touch("k", Ttl.ofSeconds(1));
        assertThat(ttl("__fresh__:1:k")).isBetween(1L, 1_000L);
        cache.persist("k");
        assertThat(ttl("__fresh__:1:k")).isEqualTo(Store.FOREVER);
    }

    /** There, the marker of freshness outlives the value, and until it ends nothing is loaded. */
    @Test
    void a_marker_that_python_left_or_whose_value_was_evicted_stands_for_nothing() {
        django.getOrSet(":1:k", () -> "\"old\"", 60, 5, 20);
        django.delete(":1:k");
        assertThat(cache.getOrSet("k", this::load)).isEqualTo("java 1");
    }

    /** There, a lock has no end, and stays when its owner dies. */
    @Test
    void a_lock_without_end_gets_one() {
        django.lock(":1:k", "dead", null);
        LoadOptions impatient = TEN_SECONDS.waitFor(Duration.ofMillis(100));
        assertThat(cache.getOrSet("k", this::load, impatient)).isEqualTo("java 1");
        assertThat(ttl("__lock__:1:k")).isBetween(1L, 30_000L);
        django.redis().command("PEXPIRE", "__lock__:1:k", "50");
        assertThat(cache.getOrSet("k", this::load)).isEqualTo("java 2");
        assertThat(cache.get("k")).isEqualTo("java 2");
    }

    /** There, a load that takes longer than its lock ends in an exception. */
    @Test
    void a_load_may_take_longer_than_its_lock() {
        String loaded = cache.getOrSet(
                "k",
                () -> {
                    pause(700);
                    assertThat(django.redis().get("__lock__:1:k")).isNotNull();
                    return "java";
                },
                TEN_SECONDS.lockFor(Duration.ofMillis(300)));
        assertThat(loaded).isEqualTo("java");
        assertThat(cache.get("k")).isEqualTo("java");
    }

    /** There, a value without a stale time never expires. */
    @Test
    void a_value_without_a_stale_time_expires_with_its_freshness() {
        cache.getOrSet("k", this::load, TEN_SECONDS);
        assertThat(ttl(":1:k")).isBetween(1L, 10_000L);
        assertThat(ttl("__fresh__:1:k")).isBetween(1L, 10_000L);
    }

    /** There, times that cannot be are refused after the load, and leave a value without end or a marker without a value. */
    @Test
    void times_that_cannot_be_are_refused_before_anything_is_loaded_and_fractions_count() {
        for (long bad : new long[] {0, -1}) {
            assertThatThrownBy(() -> cache.getOrSet("k", this::load, LoadOptions.freshFor(Ttl.ofSeconds(bad))))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> cache.getOrSet("k", this::load, TEN_SECONDS.keepFor(Ttl.ofSeconds(5))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> cache.getOrSet("k", this::load, TEN_SECONDS.lockFor(Duration.ofMillis(-1))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(loads).hasValue(0);
        assertThat(django.redis().keys()).isEmpty();

        cache.getOrSet("k", this::load, LoadOptions.freshFor(Ttl.ofMillis(1900)).keepFor(Ttl.ofMillis(3800)));
        assertThat(ttl(":1:k")).isBetween(1901L, 3800L);
        assertThat(ttl("__fresh__:1:k")).isBetween(1L, 1900L);

        cache.getOrSet("forever", this::load, LoadOptions.freshFor(Ttl.FOREVER));
        assertThat(ttl(":1:forever")).isEqualTo(Store.FOREVER);
        assertThat(ttl("__fresh__:1:forever")).isEqualTo(Store.FOREVER);
    }

    /** There, who gets the lock does not look again, and loads what is there. */
    @Test
    void who_gets_the_lock_looks_again() {
        assertFoundWhenLockedBy(memory -> {
            memory.set(EntryKey.withoutLease(bytes(":1:k")), bytes("\"python\""), 60_000);
            memory.set(EntryKey.withoutLease(bytes("__fresh__:1:k")), bytes("1"), 60_000);
        });
    }

    @Test
    void who_gets_the_lock_looks_for_the_marker_again() {
        memory.set(EntryKey.withoutLease(bytes(":1:k")), bytes("\"python\""), 60_000);
        assertFoundWhenLockedBy(
                memory -> memory.set(EntryKey.withoutLease(bytes("__fresh__:1:k")), bytes("1"), 60_000));
    }

    private void assertFoundWhenLockedBy(Consumer<InMemoryStore> justBefore) {
        FlakyStore store = new FlakyStore(memory);
        store.beforeNextAcquire(() -> justBefore.accept(memory));
        try (Cache<String> late = CacheBuilder.connectTo(Topology.inMemory())
                .provider(settings -> new SharedConnections((observer, time) -> store))
                .valueFormat(ValueFormat.PLAIN)
                .serializer("json")
                .build(String.class)) {
            assertThat(late.getOrSet("k", this::load)).isEqualTo("python");
            assertThat(loads).hasValue(0);
            assertThat(memory.scan(bytes("*")).map(key -> new String(key, StandardCharsets.UTF_8)))
                    .containsExactlyInAnyOrder(":1:k", "__fresh__:1:k");
        }
    }

    /** There, what was set is loaded over, and a value of a prefix that begins like a marker is taken for one. */
    @Test
    void what_was_set_is_fresh() {
        cache.set("k", "set");
        cache.setMany(Map.of("many", "set"));
        cache.add("added", "set");
        for (String key : List.of("k", "many", "added")) {
            assertThat(cache.getOrSet(key, this::load)).isEqualTo("set");
            assertThat(django.getOrSet(":1:" + key, () -> "\"computed\"", 60, 5, 20))
                    .isEqualTo("\"set\"");
        }
        assertThat(loads).hasValue(0);
    }

    /** There, what was set is loaded over, and a value of a prefix that begins like a marker is taken for one. */
    @Test
    void a_value_of_another_cache_is_no_marker() {
        django.getOrSet(":1:k", () -> "\"old\"", 60, 5, 20);
        django.set("__fresh__:1:k", "\"a value of the prefix __fresh__\"");
        assertThat(cache.getOrSet("k", this::load)).isEqualTo("java 1");
    }

    @Test
    void a_stale_value_of_python_is_loaded_by_one_and_served_to_the_others() {
        django.getOrSet(":1:k", () -> "\"old\"", 10, 5, 20);
        django.redis().command("DEL", "__fresh__:1:k");
        Cache<String> other = java();
        assertThat(cache.getOrSet("k", () -> {
                    assertThat(other.getOrSet("k", this::load)).isEqualTo("old");
                    return load();
                }))
                .isEqualTo("java 1");
        assertThat(other.getOrSet("k", this::load)).isEqualTo("java 1");
        assertThat(loads).hasValue(1);
        other.close();
    }

    /** A stale number looks as it did after it was counted up and down; and one that was evicted looks like none. */
    @Test
    void a_number_that_is_counted_while_it_is_loaded_anew_keeps_the_loaded_one_out() {
        try (Cache<Integer> numbers = CacheBuilder.connectTo(SERVER.uri())
                        .valueFormat(ValueFormat.PLAIN)
                        .serializer("json")
                        .build(Integer.class);
                Cache<Integer> other = CacheBuilder.connectTo(SERVER.uri())
                        .valueFormat(ValueFormat.PLAIN)
                        .serializer("json")
                        .build(Integer.class)) {
            for (boolean evicted : List.of(true, false)) {
                numbers.set("n", 5);
                django.redis().command("DEL", "__fresh__:1:n");
                int loaded = numbers.getOrSet("n", () -> {
                    other.increment("n");
                    int database = 6;
                    if (evicted) {
                        other.increment("n");
                        django.redis().command("DEL", ":1:n");
                    } else {
                        other.decrement("n");
                    }
                    return database;
                });
                assertThat(loaded).isEqualTo(6);
                assertThat(numbers.get("n")).isEqualTo(evicted ? null : 5);
            }
        }
    }

    @Test
    void many_are_loaded_but_those_that_python_loads() {
        django.lock(":1:b", "python", 1);
        assertThat(cache.getOrSetMany(List.of("a", "b", "c"), missing -> {
                    if (missing.contains("b")) {
                        assertThat(missing).containsExactly("b");
                    } else {
                        assertThat(missing).containsExactly("a", "c");
                        django.set(":1:b", "\"python\"");
                        django.set("__fresh__:1:b", "1");
                    }
                    Map<String, String> loaded = new LinkedHashMap<>();
                    missing.forEach(key -> loaded.put(key, "java " + key));
                    return loaded;
                }))
                .containsExactly(entry("a", "java a"), entry("b", "python"), entry("c", "java c"));
        assertThat(django.redis().keys())
                .contains("__fresh__:1:a", "__fresh__:1:c")
                .doesNotContain("__lock__:1:a");
    }

    @Test
    void without_a_right_to_its_keys_loads_are_not_shared_but_all_else_works() {
        try (RedisProcess restricted = RedisProcess.onTcp()
                        .user("app", "secret", "~p:*", "+@all")
                        .start();
                Cache<String> alone = CacheBuilder.connectTo(restricted.uri())
                        .valueFormat(ValueFormat.PLAIN)
                        .serializer("json")
                        .keyPrefix("p")
                        .resilience(Resilience.throwOnOutage())
                        .build(String.class)) {
            assertThat(alone.getOrSet("k", this::load)).isEqualTo("java 1");
            assertThat(alone.getOrSet("k", this::load)).isEqualTo("java 1");
            alone.set("k", "set");
            alone.setMany(Map.of("a", "1", "b", "2"));
            assertThat(alone.getOrSetMany(List.of("a", "c"), missing -> Map.of("c", "3")))
                    .containsExactly(entry("a", "1"), entry("c", "3"));
            assertThat(alone.touch("k", Ttl.ofMinutes(1))).isTrue();
            assertThat(alone.delete("k")).isTrue();
            assertThat(alone.clear()).isEqualTo(3);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }
}
