package dev.larder.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.larder.Cache;
import dev.larder.Pool;
import dev.larder.Ttl;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Caches open and close in any order, and say so when they are used afterwards. */
interface Lifecycle extends CacheHome {
    @Test
    default void after_close_every_method_says_so() {
        Cache<Long> cache = cache(Long.class);
        Cache<Long> view = cache.atVersion(2);
        cache.close();
        cache.close();
        List<Consumer<Cache<Long>>> methods = List.of(
                c -> c.get("k"),
                c -> c.getMany(List.of("k")),
                c -> c.getMany(List.of()),
                c -> c.contains("k"),
                c -> c.ttl("k"),
                c -> c.getOrSet("k", () -> 1L),
                c -> c.getOrSetMany(List.of("k"), keys -> Map.of()),
                c -> c.set("k", 1L),
                c -> c.setMany(Map.of("k", 1L)),
                c -> c.setMany(Map.of()),
                c -> c.add("k", 1L),
                c -> c.touch("k"),
                c -> c.persist("k"),
                c -> c.delete("k"),
                c -> c.deleteMany(List.of("k")),
                c -> c.deleteMatching("*"),
                Cache::clear,
                Cache::clearAllVersions,
                c -> c.keys("*"),
                c -> c.increment("k"),
                c -> c.decrement("k"),
                c -> c.atVersion(3),
                c -> c.moveToVersion("k", 3),
                c -> c.lock("k", Duration.ofSeconds(1)),
                Cache::rewriteAll,
                Cache::statistics,
                c -> c.explain("k"),
                Cache::ping);
        for (Consumer<Cache<Long>> method : methods) {
            assertThatThrownBy(() -> method.accept(cache))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("closed");
            assertThatThrownBy(() -> method.accept(view)).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    default void closing_one_cache_leaves_the_others_of_its_builder_open() {
        Cache<String> one = cache(String.class);
        Cache<String> other = cache(String.class);
        one.atVersion(2).close();
        one.set("k", "v");
        one.close();
        assertThat(other.get("k")).isEqualTo("v");
    }

    @Test
    default void a_builder_builds_again_after_all_its_caches_are_closed() {
        cache(String.class).close();
        Cache<String> again = cache(String.class);
        again.set("k", "v");
        assertThat(again.get("k")).isEqualTo("v");
    }

    @Test
    default void connections_do_not_change_after_the_first_build() {
        cache(String.class);
        assertThatThrownBy(() -> here().pool(Pool.ofMax(2)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("another builder");
        here().defaultTtl(Ttl.ofSeconds(7));
    }

    @Test
    default void threads_that_read_while_others_close_see_values_or_hear_of_the_close() throws Exception {
        Cache<String> cache = cache(String.class);
        cache.set("k", "v");
        ExecutorService threads = Executors.newFixedThreadPool(6);
        try {
            List<Future<Integer>> readers = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                readers.add(threads.submit(() -> {
                    int reads = 0;
                    try {
                        while (true) {
                            assertThat(cache.get("k")).isEqualTo("v");
                            reads++;
                        }
                    } catch (IllegalStateException closed) {
                        return reads;
                    }
                }));
            }
            while (cache.statistics().hits() < 200) {
                Thread.onSpinWait();
            }
            List<Future<?>> closers = List.of(threads.submit(cache::close), threads.submit(cache::close));
            for (Future<?> closer : closers) {
                closer.get();
            }
            int reads = 0;
            for (Future<Integer> reader : readers) {
                reads += reader.get();
            }
            assertThat(reads).isGreaterThanOrEqualTo(200);
        } finally {
            threads.shutdownNow();
        }
    }
}
