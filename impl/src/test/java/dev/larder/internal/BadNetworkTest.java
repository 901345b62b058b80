package dev.larder.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.Cache;
import dev.larder.CacheBuilder;
import dev.larder.Resilience;
import dev.larder.ValueFormat;
import dev.larder.testkit.RedisProcess;
import dev.larder.testkit.TcpProxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Over a network that delays, cuts and garbles replies at any byte, nobody gets the value of another key, and no read throws.
 * Values are their keys over and over, so that they tell whose they are even with a byte changed.
 */
@Timeout(120)
class BadNetworkTest {
    private static final int THREADS = 8;
    private static final int KEYS = 100;

    private final RedisProcess server = RedisProcess.start();
    private final TcpProxy way = TcpProxy.to(server.port());
    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicLong hits = new AtomicLong();
    private final AtomicLong misses = new AtomicLong();

    private Cache<String> cache(ValueFormat format) {
        return CacheBuilder.connectTo("127.0.0.1:" + way.port())
                .keyPrefix(format.name())
                .serializer("json")
                .valueFormat(format)
                .connectTimeout(Duration.ofMillis(100))
                .socketTimeout(Duration.ofMillis(100))
                // so that nearly every call asks the server
                .resilience(Resilience.missOnOutage().failuresToOpen(1_000).openFor(Duration.ofMillis(1)))
                .build(String.class);
    }

    private static String key(Random random) {
        return "key-" + random.nextInt(KEYS) + ";";
    }

    /** From one to some thousand bytes, always the same for a key. */
    private static String valueOf(String key) {
        return key.repeat(1 + key.hashCode() % 7 * (key.hashCode() % 7) * 20);
    }

    private void check(String key, @Nullable String value) {
        if (value == null) {
            misses.incrementAndGet();
            return;
        }
        hits.incrementAndGet();
        if (!value.equals(valueOf(key))) {
            long own = IntStream.iterate(0, i -> i + key.length() <= value.length(), i -> i + key.length())
                    .filter(i -> value.startsWith(key, i))
                    .count();
            // a short value that was garbled is nobody's
            long wanted = valueOf(key).length() / key.length();
            assertThat(wanted < 4 ? 1 : 2 * own)
                    .as("parts of %s in %s", key, value)
                    .isGreaterThanOrEqualTo(wanted < 4 ? 1 : wanted);
            assertThat(IntStream.range(0, KEYS)
                            .mapToObj(i -> "key-" + i + ";")
                            .filter(other -> !other.equals(key))
                            .noneMatch(other -> valueOf(other).equals(value)))
                    .as("%s got the value of another: %s", key, value)
                    .isTrue();
        }
    }

    private void use(Cache<String> cache) {
        Random random = ThreadLocalRandom.current();
        String key = key(random);
        switch (random.nextInt(10)) {
            case 0 -> cache.set(key, valueOf(key));
            case 1 -> cache.setMany(Map.of(key, valueOf(key)));
            case 2 -> {
                List<String> keys = IntStream.range(0, 8)
                        .mapToObj(i -> key(random))
                        .distinct()
                        .toList();
                Map<String, String> values = cache.getMany(keys);
                assertThat(keys).containsAll(values.keySet());
                values.forEach(this::check);
            }
            case 3 -> check(key, cache.getOrSet(key, () -> valueOf(key)));
            case 4 ->
                cache.getOrSetMany(List.of(key), missing -> Map.of(key, valueOf(key)))
                        .forEach(this::check);
            case 5 -> cache.delete(key);
            case 6 -> cache.contains(key);
            default -> check(key, cache.get(key));
        }
    }

    private void spoil(int pause) {
        Random random = ThreadLocalRandom.current();
        while (!over.get()) {
            switch (random.nextInt(8)) {
                case 0 -> way.delay(Duration.ofMillis(random.nextInt(5)));
                case 1 -> way.killConnections();
                case 2 -> {
                    way.reset();
                    rest(1);
                    way.pass();
                }
                case 3 -> {
                    way.stall();
                    rest(2);
                    way.pass();
                }
                case 4 -> way.cutAfter(random.nextInt(4_000));
                default -> way.garbleAfter(random.nextInt(4_000));
            }
            rest(random.nextInt(pause));
            if (random.nextInt(3) == 0) {
                way.pass();
            }
        }
        way.pass();
    }

    private static void rest(int millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    private void spoilWhile(ValueFormat format, long operations, int pause) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS + 1);
        try (Cache<String> cache = cache(format)) {
            Future<?> spoiling = threads.submit(() -> spoil(pause));
            AtomicLong left = new AtomicLong(operations);
            List<Future<?>> users = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                users.add(threads.submit(() -> {
                    while (left.getAndDecrement() > 0) {
                        use(cache);
                    }
                }));
            }
            for (Future<?> each : users) {
                each.get();
            }
            over.set(true);
            spoiling.get();
            System.out.printf(
                    Locale.ROOT,
                    "%d operations in %s over a bad network: %d values, %d without, %d unreadable, %d dropped%n",
                    operations,
                    format,
                    hits.get(),
                    misses.get(),
                    cache.statistics().unreadable(),
                    cache.statistics().dropped());
            assertThat(hits).hasPositiveValue();
            assertThat(cache.statistics().dropped()).isPositive();
            assertThat(cache.statistics().servers())
                    .allMatch(each -> each.activeConnections() == 0 && each.waitingCallers() == 0);
            while (cache.statistics().journalLength() > 0) {
                rest(10);
            }
            for (int i = 0; i < KEYS; i++) {
                String key = "key-" + i + ";";
                do {
                    // the last connections of the bad times may be stale
                    cache.set(key, valueOf(key));
                } while (!valueOf(key).equals(cache.get(key)));
            }
        } finally {
            over.set(true);
            threads.shutdownNow();
            way.close();
            server.close();
        }
    }

    @ParameterizedTest
    @EnumSource
    void nobody_gets_the_value_of_another_key(ValueFormat format) throws Exception {
        spoilWhile(format, 2_000, 10);
    }

    /** {@code -Dnetwork.operations=N} for more or fewer. */
    @Tag("soak")
    @Timeout(3_600)
    @Test
    void nor_in_a_million_operations() throws Exception {
        spoilWhile(ValueFormat.PLAIN, Long.getLong("network.operations", 1_000_000), 400);
    }
}
