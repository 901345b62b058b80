package dev.larder.internal.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.larder.Cache;
import dev.larder.CacheBuilder;
import dev.larder.CacheListener;
import dev.larder.CacheLock;
import dev.larder.CacheUnavailableException;
import dev.larder.Resilience;
import dev.larder.Topology;
import dev.larder.Ttl;
import dev.larder.internal.FlakyStore;
import dev.larder.internal.SharedConnections;
import dev.larder.internal.TextSerializer;
import dev.larder.internal.store.InMemoryStore;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class OutagePolicyTest {
    private final FlakyStore store = new FlakyStore(new InMemoryStore(InstantSource.system()));
    private final List<String> dropped = new ArrayList<>();

    private Cache<String> cache(Resilience resilience) {
        return builder(resilience).build(String.class);
    }

    private CacheBuilder builder(Resilience resilience) {
        return CacheBuilder.connectTo(Topology.inMemory())
                .provider(settings -> new SharedConnections((observer, time) -> store))
                .serializer(new TextSerializer())
                .resilience(resilience)
                .listener(new CacheListener() {
                    @Override
                    public void onDropped(String operation, CacheUnavailableException cause) {
                        dropped.add(operation);
                    }
                });
    }

    @Test
    void miss_on_outage_answers_like_an_empty_cache() {
        Cache<String> cache = cache(Resilience.missOnOutage());
        cache.set("k", "v");
        store.goAway();
        assertThat(cache.get("k")).isNull();
        assertThat(cache.getMany(List.of("k"))).isEmpty();
        assertThat(cache.contains("k")).isFalse();
        assertThat(cache.ttl("k")).isNull();
        assertThat(cache.touch("k")).isFalse();
        assertThat(cache.persist("k")).isFalse();
        assertThat(cache.delete("k")).isFalse();
        assertThat(cache.deleteMany(List.of("k"))).isZero();
        cache.set("k", "new");
        cache.setMany(Map.of("k", "new"));
        assertThat(dropped)
                .containsExactly(
                        "get",
                        "getMany",
                        "contains",
                        "ttl",
                        "touch",
                        "persist",
                        "delete",
                        "deleteMany",
                        "set",
                        "setMany");
        assertThat(cache.statistics().dropped()).isEqualTo(dropped.size());
    }

    @Test
    void what_nobody_else_can_answer_throws_under_every_policy() {
        for (Resilience resilience : List.of(Resilience.missOnOutage(), Resilience.throwOnOutage())) {
            Cache<String> cache = cache(resilience);
            Cache<Long> counters = builder(resilience).build(Long.class);
            CacheLock held = cache.lock(resilience.toString(), Duration.ofMinutes(1));
            store.comeBack();
            assertThat(held.tryAcquire()).isTrue();
            store.goAway();
            List<Consumer<Cache<String>>> operations = List.of(
                    c -> c.add("k", "v"),
                    c -> c.lock("l", Duration.ofSeconds(1)).tryAcquire(),
                    c -> held.extend(Duration.ofSeconds(1)),
                    c -> held.isHeld(),
                    c -> c.keys("*").forEach(key -> {}),
                    Cache::clear,
                    Cache::clearAllVersions,
                    c -> c.deleteMatching("*"),
                    c -> c.moveToVersion("k", 2),
                    Cache::rewriteAll,
                    c -> c.explain("k"),
                    Cache::ping,
                    c -> counters.increment("n"),
                    c -> counters.decrement("n"));
            for (Consumer<Cache<String>> operation : operations) {
                assertThatThrownBy(() -> operation.accept(cache)).isInstanceOf(CacheUnavailableException.class);
            }
            assertThatCode(held::close).doesNotThrowAnyException();
        }
    }

    @Test
    void throw_on_outage_throws_everywhere() {
        Cache<String> cache = cache(Resilience.throwOnOutage());
        store.goAway();
        List<Consumer<Cache<String>>> operations = List.of(
                c -> c.get("k"),
                c -> c.getMany(List.of("k")),
                c -> c.contains("k"),
                c -> c.ttl("k"),
                c -> c.touch("k"),
                c -> c.persist("k"),
                c -> c.delete("k"),
                c -> c.deleteMany(List.of("k")),
                c -> c.set("k", "v"),
                c -> c.set("k", "v", Ttl.FOREVER),
                c -> c.setMany(Map.of("k", "v")),
                c -> c.getOrSet("k", () -> "v"),
                c -> c.getOrSetMany(List.of("k"), keys -> Map.of()));
        for (Consumer<Cache<String>> operation : operations) {
            assertThatThrownBy(() -> operation.accept(cache)).isInstanceOf(CacheUnavailableException.class);
        }
        assertThat(dropped).isEmpty();
    }

    @Test
    void a_listener_that_fails_does_not_disturb_the_cache() {
        Cache<String> cache = CacheBuilder.connectTo(Topology.inMemory())
                .provider(settings -> new SharedConnections((observer, time) -> store))
                .serializer(new TextSerializer())
                .listener(new CacheListener() {
                    @Override
                    public void onPut(String key) {
                        throw new IllegalStateException("listener is broken");
                    }
                })
                .build(String.class);
        cache.set("k", "v");
        assertThat(cache.get("k")).isEqualTo("v");
    }
}
