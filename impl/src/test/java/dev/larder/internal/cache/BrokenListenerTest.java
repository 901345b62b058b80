package dev.larder.internal.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.larder.Cache;
import dev.larder.CacheBuilder;
import dev.larder.CacheListener;
import dev.larder.LoadOptions;
import dev.larder.Topology;
import dev.larder.Ttl;
import dev.larder.internal.FlakyStore;
import dev.larder.internal.ManualAlarm;
import dev.larder.internal.ManualClock;
import dev.larder.internal.SharedConnections;
import dev.larder.internal.TextSerializer;
import dev.larder.internal.store.Breaker;
import dev.larder.internal.store.InMemoryStore;
import dev.larder.internal.store.OutageKind;
import dev.larder.internal.store.ResilientStore;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a listener throws, from whichever of its methods, the cache goes on. */
class BrokenListenerTest {
    private static final LoadOptions STALE_IN_A_MINUTE =
            LoadOptions.freshFor(Ttl.ofMinutes(1)).keepFor(Ttl.ofHours(1));

    private final ManualClock clock = new ManualClock();
    private final FlakyStore server = new FlakyStore(new InMemoryStore(clock));
    private final Set<String> heard = ConcurrentHashMap.newKeySet();
    private OutageKind kind = OutageKind.SILENT;

    static Throwable[] faults() {
        return new Throwable[] {
            new IllegalStateException("unchecked"),
            new IOException("checked, as from Kotlin"),
            new AssertionError("error"),
            new NoSuchMethodError("built for another version"),
            new StackOverflowError()
        };
    }

    private CacheListener broken(Throwable fault) {
        return (CacheListener) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {CacheListener.class}, (proxy, method, arguments) -> {
                    heard.add(method.getName());
                    throw fault;
                });
    }

    private <V> Cache<V> cache(CacheListener listener, Class<V> type) {
        return CacheBuilder.connectTo(Topology.inMemory())
                .provider(settings -> new SharedConnections(
                        (observer, time) -> new ResilientStore(
                                server, "flaky", away -> kind, observer, new Breaker(5, Duration.ofMillis(1))),
                        () -> new ManualAlarm(clock)))
                .serializer(new TextSerializer())
                .listener(listener)
                .build(type);
    }

    @ParameterizedTest
    @MethodSource("faults")
    void harms_nobody(Throwable fault) {
        Cache<String> cache = cache(broken(fault), String.class);
        assertThat(cache.get("k")).isNull();
        cache.set("k", "v");
        assertThat(cache.get("k")).isEqualTo("v");
        assertThat(cache.delete("k")).isTrue();
        assertThat(cache.getOrSet("loaded", () -> "old", STALE_IN_A_MINUTE)).isEqualTo("old");
        clock.advance(Duration.ofMinutes(2));
        assertThat(cache.getOrSet("loaded", () -> "never", STALE_IN_A_MINUTE.refreshInBackground(never -> {})))
                .isEqualTo("old");
        assertThatThrownBy(() -> cache.getOrSet("bad", () -> {
                    throw new IllegalStateException("the loader's own");
                }))
                .hasMessage("the loader's own");
        server.beforeNextCommit(() -> cache.delete("changed"));
        assertThat(cache.getOrSet("changed", () -> "v")).isEqualTo("v");
        cache.set("text", "no number");
        assertThat(cache(broken(fault), Long.class).get("text")).isNull();
        server.goAway();
        assertThat(cache.get("k")).isNull();
        server.comeBack();
        assertThat(cache.get("k")).isNull();
        kind = OutageKind.CROWDED;
        server.goAway();
        cache.set("k", "v");
        assertThat(heard)
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(CacheListener.class.getMethods())
                        .map(Method::getName)
                        .toList());
    }
}
