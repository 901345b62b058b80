package dev.larder.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.larder.Cache;
import dev.larder.CacheBuilder;
import dev.larder.CacheLock;
import dev.larder.Pool;
import dev.larder.Resilience;
import dev.larder.Ttl;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Building and closing. */
interface Lifecycle extends Caches {
    /** Every method of a cache but {@code close}, by name. */
    private static Map<String, ThrowingCallable> operations(Cache<Long> cache) {
        Map<String, ThrowingCallable> all = new LinkedHashMap<>();
        all.put("get", () -> cache.get("k"));
        all.put("getMany", () -> cache.getMany(List.of("k")));
        all.put("getMany of nothing", () -> cache.getMany(List.of()));
        all.put("contains", () -> cache.contains("k"));
        all.put("ttl", () -> cache.ttl("k"));
        all.put("getOrSet", () -> cache.getOrSet("k", () -> 1L));
        all.put("getOrSet with options", () -> cache.getOrSet("k", () -> 1L, Races.FOR_MINUTES));
        all.put("getOrSet by value", () -> cache.getOrSet("k", () -> 1L, Races.FOR_MINUTES, Ttl::ofHours));
        all.put("getOrSetMany", () -> cache.getOrSetMany(List.of("k"), keys -> Map.of("k", 1L)));
        all.put("getOrSetMany of nothing", () -> cache.getOrSetMany(List.of(), keys -> Map.of()));
        all.put(
                "getOrSetMany with options",
                () -> cache.getOrSetMany(List.of("k"), keys -> Map.of("k", 1L), Races.FOR_MINUTES));
        all.put("set", () -> cache.set("k", 1L));
        all.put("set for a time", () -> cache.set("k", 1L, Ttl.FOREVER));
        all.put("setMany", () -> cache.setMany(Map.of("k", 1L)));
        all.put("setMany of nothing", () -> cache.setMany(Map.of()));
        all.put("setMany for a time", () -> cache.setMany(Map.of("k", 1L), Ttl.FOREVER));
        all.put("add", () -> cache.add("k", 1L));
        all.put("add for a time", () -> cache.add("k", 1L, Ttl.FOREVER));
        all.put("touch", () -> cache.touch("k"));
        all.put("touch for a time", () -> cache.touch("k", Ttl.FOREVER));
        all.put("persist", () -> cache.persist("k"));
        all.put("delete", () -> cache.delete("k"));
        all.put("deleteMany", () -> cache.deleteMany(List.of("k")));
        all.put("deleteMany of nothing", () -> cache.deleteMany(List.of()));
        all.put("deleteMatching", () -> cache.deleteMatching("*"));
        all.put("clear", cache::clear);
        all.put("clearAllVersions", cache::clearAllVersions);
        all.put("keys", () -> cache.keys("*"));
        all.put("increment", () -> cache.increment("k"));
        all.put("increment by", () -> cache.increment("k", 2));
        all.put("decrement", () -> cache.decrement("k"));
        all.put("decrement by", () -> cache.decrement("k", 2));
        all.put("atVersion", () -> cache.atVersion(2));
        all.put("version", cache::version);
        all.put("moveToVersion", () -> cache.moveToVersion("k", 2));
        all.put("lock", () -> cache.lock("k", Duration.ofSeconds(1)));
        all.put("rewriteAll", cache::rewriteAll);
        all.put("rewriteAll with progress", () -> cache.rewriteAll((done, estimatedTotal) -> {}));
        all.put("statistics", cache::statistics);
        all.put("explain", () -> cache.explain("k"));
        all.put("ping", cache::ping);
        return all;
    }

    @Test
    default void a_closed_cache_and_its_views_refuse_everything() {
        Cache<Long> cache = cache(Long.class);
        Cache<Long> open = cache(Long.class);
        Cache<Long> view = cache.atVersion(2);
        cache.close();
        for (Cache<Long> closed : List.of(cache, view)) {
            operations(closed)
                    .forEach((name, operation) ->
                            assertThatThrownBy(operation).as(name).isExactlyInstanceOf(IllegalStateException.class));
        }
        open.set("k", 1L);
        assertThat(open.get("k")).isEqualTo(1);
    }

    @Test
    default void the_last_cache_refuses_everything_when_it_is_closed() {
        Cache<Long> cache = cache(Long.class);
        cache.set("k", 1L);
        cache.close();
        operations(cache)
                .forEach((name, operation) ->
                        assertThatThrownBy(operation).as(name).isExactlyInstanceOf(IllegalStateException.class));
    }

    @Test
    default void a_cache_may_be_closed_twice() {
        Cache<String> cache = texts();
        Cache<String> other = texts();
        cache.close();
        cache.close();
        other.set("k", "v");
        assertThat(other.get("k")).isEqualTo("v");
    }

    @Test
    default void closing_a_view_does_nothing() {
        Cache<String> cache = texts();
        Cache<String> view = cache.atVersion(2);
        view.close();
        view.set("k", "v");
        assertThat(view.get("k")).isEqualTo("v");
        cache.ping();
    }

    @Test
    default void a_lock_of_a_closed_cache_can_be_closed() {
        Cache<String> cache = texts();
        CacheLock lock = cache.lock("k", Duration.ofSeconds(30));
        assertThat(lock.tryAcquire()).isTrue();
        cache.close();
        lock.close();
        lock.close();
        assertThatThrownBy(lock::tryAcquire).isInstanceOf(IllegalStateException.class);
    }

    @Test
    default void a_build_after_the_last_close_opens_anew() {
        for (int i = 0; i < 3; i++) {
            Cache<String> cache = texts();
            cache.set("k", "v" + i);
            assertThat(cache.get("k")).isEqualTo("v" + i);
            cache.close();
        }
    }

    @Test
    default void caches_that_are_closed_while_others_read_give_values_or_say_that_they_are_closed() {
        for (int round = 0; round < 10; round++) {
            Cache<String> cache = texts();
            cache.set("k", "v");
            AtomicInteger turns = new AtomicInteger();
            List<Boolean> clean = Together.run(6, () -> {
                if (turns.getAndIncrement() < 2) {
                    Eventually.pause(5);
                    cache.close();
                    return true;
                }
                try {
                    while (Objects.equals(cache.get("k"), "v")) {
                        cache.getMany(List.of("k"));
                    }
                    return false;
                } catch (IllegalStateException closed) {
                    return true;
                }
            });
            assertThat(clean).containsOnly(true);
        }
    }

    @Test
    default void a_cache_that_is_closed_during_a_load_still_gives_the_value_to_its_caller_or_says_so()
            throws Exception {
        Cache<String> cache = texts();
        CyclicBarrier loading = new CyclicBarrier(2);
        Future<String> result = Together.begin(() -> {
            try {
                return cache.getOrSet("k", () -> {
                    loading.await();
                    loading.await();
                    return "v";
                });
            } catch (IllegalStateException closed) {
                return "v";
            }
        });
        loading.await(60, TimeUnit.SECONDS);
        cache.close();
        loading.await(60, TimeUnit.SECONDS);
        assertThat(Together.result(result)).isEqualTo("v");
    }

    @Test
    default void what_concerns_connections_is_frozen_by_the_first_build() {
        CacheBuilder builder = caches();
        opened(builder.build(String.class));
        List<ThrowingCallable> changes = List.of(
                () -> builder.credentials("user", "password"),
                () -> builder.database(1),
                () -> builder.connectTimeout(Duration.ofSeconds(3)),
                () -> builder.socketTimeout(Duration.ofSeconds(3)),
                () -> builder.pool(Pool.ofMax(3)),
                () -> builder.tls(SSLContext.getDefault()),
                () -> builder.resilience(Resilience.missOnOutage().failuresToOpen(77)));
        assertThat(changes).allSatisfy(change -> assertThatThrownBy(change).isInstanceOf(IllegalStateException.class));
    }

    @Test
    default void all_else_is_of_each_cache_its_own() {
        Cache<String> first = texts();
        Cache<String> other = opened(caches().keyPrefix(prefix() + "-other")
                .version(7)
                .defaultTtl(Ttl.ofHours(2))
                .maxValueBytes(100)
                .resilience(Resilience.throwOnOutage())
                .build(String.class));
        first.set("k", "x".repeat(200));
        other.set("k", "v");
        assertThat(first.version()).isEqualTo(1);
        assertThat(other.version()).isEqualTo(7);
        TimesToLive.assertLeft(first.ttl("k"), Ttl.ofMinutes(5));
        TimesToLive.assertLeft(other.ttl("k"), Ttl.ofHours(2));
        assertThat(other.explain("k").physicalKey()).isEqualTo(prefix() + "-other:7:k");
    }
}
