package dev.larder.internal.jedis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.Pool;
import dev.larder.internal.store.EntryKey;
import dev.larder.internal.store.Store;
import dev.larder.internal.store.Write;
import dev.larder.testkit.RawRedis;
import dev.larder.testkit.RedisProcess;
import java.util.Iterator;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A scan costs no more round trips than are read from it, and no connection in between. */
class ScanTest {
    private static final RedisProcess REDIS = RedisProcess.start();
    private static final byte[] ALL = {'*'};

    @BeforeAll
    static void fill() {
        try (Store store = TestSettings.store(REDIS.uri())) {
            store.setMany(IntStream.range(0, 5_000)
                    .mapToObj(i -> ("k" + i).getBytes(UTF_8))
                    .map(key -> new Write(EntryKey.of(key, new byte[] {'l'}), key, Store.FOREVER))
                    .toList());
        }
    }

    @AfterAll
    static void stop() {
        REDIS.close();
    }

    private static long pages(Runnable reading) {
        try (RawRedis raw = REDIS.raw()) {
            raw.command("CONFIG", "RESETSTAT");
            reading.run();
            String statistics = Objects.requireNonNull(raw.text("INFO", "commandstats"));
            return statistics
                    .lines()
                    .filter(line -> line.startsWith("cmdstat_scan:calls="))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("cmdstat_scan:calls=(\\d+),.*", "$1")))
                    .sum();
        }
    }

    @Test
    void only_the_pages_that_are_read_are_asked_for() {
        try (Store store = TestSettings.store(REDIS.uri())) {
            assertThat(pages(() -> assertThat(store.scan(ALL)).isNotNull())).isZero();
            assertThat(pages(() -> assertThat(store.scan(ALL).limit(3)).hasSize(3)))
                    .isEqualTo(1);
            assertThat(pages(() -> assertThat(store.scan(ALL).findFirst()).isPresent()))
                    .isEqualTo(1);
            assertThat(pages(() -> assertThat(store.scan(ALL).iterator().next()).isNotEmpty()))
                    .isEqualTo(1);
            assertThat(pages(() -> assertThat(store.scan(ALL)).hasSize(5_000))).isBetween(12L, 28L);
        }
    }

    @Test
    void a_scan_holds_no_connection_between_pages() {
        try (Store store = TestSettings.store(REDIS.uri(), b -> b.pool(Pool.ofMax(1)))) {
            Iterator<byte[]> keys = store.scan(ALL).iterator();
            int read = 0;
            while (keys.hasNext()) {
                byte[] key = keys.next();
                if (read++ % 100 == 0) {
                    assertThat(store.get(EntryKey.of(key, key))).isEqualTo(key);
                }
            }
            assertThat(read).isEqualTo(5_000);
        }
    }
}
