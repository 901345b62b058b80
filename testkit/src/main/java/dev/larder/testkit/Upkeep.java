package dev.larder.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.larder.Cache;
import dev.larder.CacheStatistics;
import dev.larder.EntryInfo;
import dev.larder.LoadException;
import dev.larder.Ttl;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What people need who run a cache: rewriteAll, statistics, explain, ping. */
interface Upkeep extends Caches {
    @Test
    default void a_rewrite_keeps_values_and_times_and_counts_them() {
        Cache<String> cache = texts();
        cache.set("some", "v", Ttl.ofHours(2));
        cache.set("forever", "w", Ttl.FOREVER);
        cache.atVersion(2).set("other", "x");
        assertThat(cache.rewriteAll()).isEqualTo(2);
        assertThat(cache.get("some")).isEqualTo("v");
        TimesToLive.assertLeft(cache.ttl("some"), Ttl.ofHours(2));
        assertThat(cache.get("forever")).isEqualTo("w");
        assertThat(cache.ttl("forever")).isEqualTo(Ttl.FOREVER);
        assertThat(cache.atVersion(7).rewriteAll()).isZero();
    }

    @Test
    default void a_rewrite_keeps_whole_numbers() {
        Cache<Long> cache = cache(Long.class);
        cache.set("k", 41L);
        assertThat(cache.rewriteAll()).isEqualTo(1);
        assertThat(cache.increment("k")).isEqualTo(42);
    }

    @Test
    default void a_rewrite_loses_nothing_that_is_counted_meanwhile() {
        Cache<Long> cache = cache(Long.class);
        cache.set("n", 0L);
        CompletableFuture<Void> counting = CompletableFuture.runAsync(() -> {
            for (int i = 0; i < 2_000; i++) {
                cache.increment("n");
            }
        });
        do {
            cache.rewriteAll();
        } while (!counting.isDone());
        counting.join();
        assertThat(cache.get("n")).isEqualTo(2_000L);
    }

    @Test
    default void a_rewrite_leaves_what_it_cannot_read() {
        texts().set("text", "no number");
        Cache<Double> cache = cache(Double.class);
        cache.set("number", 1.5);
        assertThat(cache.rewriteAll()).isEqualTo(1);
        assertThat(texts().get("text")).isEqualTo("no number");
        assertThat(cache.get("number")).isEqualTo(1.5);
    }

    @Test
    default void a_rewrite_says_how_far_it_has_come() {
        Cache<String> cache = texts();
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i < 250; i++) {
            values.put("key " + i, "v");
        }
        cache.setMany(values);
        List<long[]> steps = new ArrayList<>();
        assertThat(cache.rewriteAll((done, estimatedTotal) -> steps.add(new long[] {done, estimatedTotal})))
                .isGreaterThanOrEqualTo(250);
        long before = 0;
        for (long[] step : steps) {
            assertThat(step[0]).isBetween(before, step[1]);
            before = step[0];
        }
        long[] last = steps.get(steps.size() - 1);
        assertThat(last[0]).isEqualTo(last[1]).isGreaterThanOrEqualTo(250);
        assertThat(cache.getMany(values.keySet())).isEqualTo(values);
    }

    @Test
    default void a_rewrite_of_nothing_tells_its_end_too() {
        List<Long> told = new ArrayList<>();
        assertThat(texts().rewriteAll((done, estimatedTotal) -> {
                    told.add(done);
                    told.add(estimatedTotal);
                }))
                .isZero();
        assertThat(told).isNotEmpty().endsWith(0L, 0L);
    }

    @Test
    default void statistics_begin_with_nothing() {
        CacheStatistics none = texts().statistics();
        assertThat(none.hits()).isZero();
        assertThat(none.misses()).isZero();
        assertThat(none.hitRatio()).isEqualTo(1);
        assertThat(none.puts()).isZero();
        assertThat(none.deletes()).isZero();
        assertThat(none.loads()).isZero();
        assertThat(none.totalLoadTime()).isZero();
        assertThat(none.p99LoadTime()).isZero();
        assertThat(none.maxLoadTime()).isZero();
        assertThat(none.bytesRead()).isZero();
        assertThat(none.bytesWritten()).isZero();
        assertThat(none.journalLength()).isZero();
    }

    @Test
    default void reads_and_writes_are_counted_over_all_versions() {
        Cache<String> cache = texts();
        cache.set("a", "1");
        cache.setMany(Map.of("b", "2", "c", "3"));
        cache.atVersion(2).add("d", "4");
        cache.add("a", "refused");
        cache.get("a");
        cache.get("x");
        cache.getMany(List.of("a", "b", "x", "y"));
        cache.atVersion(2).get("d");
        cache.delete("a");
        cache.deleteMany(List.of("b", "x"));
        for (CacheStatistics counts :
                List.of(cache.statistics(), cache.atVersion(2).statistics())) {
            assertThat(counts.puts()).isEqualTo(4);
            assertThat(counts.hits()).isEqualTo(4);
            assertThat(counts.misses()).isEqualTo(3);
            assertThat(counts.hitRatio()).isEqualTo(4 / 7.0);
            assertThat(counts.deletes()).isEqualTo(3);
            assertThat(counts.dropped()).isZero();
            assertThat(counts.unreadable()).isZero();
        }
    }

    @Test
    default void loads_are_counted() {
        Cache<String> cache = texts();
        cache.getOrSet("k", () -> {
            Eventually.pause(20);
            return "v";
        });
        cache.getOrSet("k", () -> "w");
        assertThatThrownBy(() -> cache.getOrSet("fails", () -> {
                    throw new IOException("away");
                }))
                .isInstanceOf(LoadException.class);
        CacheStatistics counts = cache.statistics();
        assertThat(counts.loads()).isEqualTo(1);
        assertThat(counts.loadFailures()).isEqualTo(1);
        assertThat(counts.hits()).isEqualTo(1);
        assertThat(counts.misses()).isEqualTo(2);
        assertThat(counts.totalLoadTime()).isGreaterThanOrEqualTo(Duration.ofMillis(20));
        assertThat(counts.maxLoadTime()).isEqualTo(counts.totalLoadTime());
        assertThat(List.of(counts.p50LoadTime(), counts.p95LoadTime(), counts.p99LoadTime()))
                .containsOnly(counts.maxLoadTime());
    }

    @Test
    default void bulk_loads_are_counted_by_the_values_that_they_gave() {
        Cache<String> cache = texts();
        cache.getOrSetMany(List.of("a", "b", "c"), keys -> Map.of("a", "1", "b", "2", "other", "3"));
        assertThat(cache.statistics().loads()).isEqualTo(2);
        assertThat(cache.statistics().misses()).isEqualTo(3);
        assertThatThrownBy(() -> cache.getOrSetMany(List.of("d", "e"), keys -> {
                    throw new IOException("away");
                }))
                .isInstanceOf(LoadException.class);
        assertThat(cache.statistics().loads()).isEqualTo(2);
        assertThat(cache.statistics().loadFailures()).isEqualTo(2);
    }

    @Test
    default void stale_and_unreadable_values_are_counted() {
        Cache<String> cache = texts();
        Staleness.loadStale(cache, "k", "old");
        HeldLoad reload = new HeldLoad(cache, "k", "new", Staleness.SOON_STALE);
        long hits = cache.statistics().hits();
        cache.getOrSet("k", Loading.NEVER, Staleness.SOON_STALE);
        reload.end();
        assertThat(cache.statistics().staleHits()).isEqualTo(1);
        assertThat(cache.statistics().hits()).isEqualTo(hits + 1);
        cache.set("text", "no number");
        Cache<Double> numbers = cache(Double.class);
        numbers.get("text");
        assertThat(numbers.statistics().unreadable()).isEqualTo(1);
        assertThat(numbers.statistics().misses()).isEqualTo(1);
    }

    @Test
    default void an_entry_is_explained() {
        Cache<String> cache = texts();
        cache.set("k", "value", Ttl.ofHours(2));
        EntryInfo info = cache.explain("k");
        assertThat(info.key()).isEqualTo("k");
        assertThat(info.physicalKey()).isEqualTo(prefix() + ":1:k");
        assertThat(info.server()).isNotBlank();
        assertThat(info.exists()).isTrue();
        TimesToLive.assertLeft(info.ttl(), Ttl.ofHours(2));
        assertThat(info.grace()).isZero();
        assertThat(info.serializer()).isNotBlank();
        assertThat(info.compressor()).isNull();
        assertThat(info.rawBytes()).isGreaterThanOrEqualTo("value".length());
        assertThat(info.storedBytes()).isGreaterThanOrEqualTo(info.rawBytes());
        assertThat(info.unreadable()).isNull();
        assertThat(info.leaseOwner()).isNull();
    }

    @Test
    default void an_entry_that_is_not_there_is_explained_too() {
        EntryInfo info = texts().explain("k");
        assertThat(info.physicalKey()).isEqualTo(prefix() + ":1:k");
        assertThat(info.exists()).isFalse();
        assertThat(info.ttl()).isNull();
        assertThat(info.storedBytes()).isZero();
        assertThat(info.serializer()).isNull();
    }

    @Test
    default void an_explanation_says_what_is_wrong_and_who_loads() {
        Cache<String> cache = texts();
        cache.set("text", "no number");
        EntryInfo unreadable = cache(Double.class).explain("text");
        assertThat(unreadable.exists()).isTrue();
        assertThat(unreadable.unreadable()).isNotBlank();
        Cache<Long> counters = cache(Long.class);
        counters.set("count", 1234L);
        EntryInfo digits = counters.explain("count");
        assertThat(digits.serializer()).isEqualTo("digits");
        assertThat(digits.storedBytes()).isEqualTo(4);
        HeldLoad load = new HeldLoad(cache, "k", "v", Races.FOR_MINUTES);
        assertThat(Objects.requireNonNull(cache.explain("k").leaseOwner(), "no owner"))
                .isNotBlank();
        load.end();
        assertThat(cache.explain("k").leaseOwner()).isNull();
    }

    @Test
    default void an_explanation_tells_a_failure_from_a_load() {
        Cache<String> cache = texts();
        assertThat(cache.explain("k").isCoolingDown()).isFalse();
        assertThatThrownBy(() -> cache.getOrSet("k", () -> {
                    throw new IllegalStateException("broken");
                }))
                .hasMessage("broken");
        assertThat(cache.explain("k").leaseOwner()).isNull();
        assertThat(cache.explain("k").isCoolingDown()).isTrue();
        assertThat(cache.explain("k")).asString().endsWith("absent, coolingDown]");
        cache.set("k", "v");
        assertThat(cache.explain("k").isCoolingDown()).isFalse();
    }

    @Test
    default void an_explanation_is_one_line_without_the_value() {
        Cache<String> cache = texts();
        cache.set("k", "the secret\nof \"two\" secret lines");
        EntryInfo info = cache.explain("k");
        assertThat(info)
                .asString()
                .startsWith("EntryInfo[key=k, physicalKey=" + prefix() + ":1:k, server=" + info.server())
                .contains("ttl=", "grace=PT0S", "storedBytes=" + info.storedBytes(), "rawBytes=" + info.rawBytes())
                .contains("serializer=" + info.serializer())
                .doesNotContain("null", "secret", "\n");
        assertThat(cache(Double.class).explain("k"))
                .asString()
                .contains("unreadable: ")
                .doesNotContain("null", "secret");
    }

    @Test
    default void a_ping_finds_all_servers_well() {
        texts().ping();
        texts().atVersion(2).ping();
    }
}
