package dev.larder.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.larder.Cache;
import dev.larder.CacheBuilder;
import dev.larder.NearCache;
import dev.larder.Topology;
import dev.larder.internal.store.Alarm;
import dev.larder.internal.store.InMemoryStore;
import dev.larder.internal.store.OutageObserver;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SharedConnectionsTest {
    private final List<InMemoryStore> opened = new ArrayList<>();
    private final CacheBuilder builder = CacheBuilder.connectTo(Topology.inMemory())
            .provider(settings -> new SharedConnections(this::open))
            .serializer(new TextSerializer());

    private InMemoryStore open(OutageObserver observer, Alarm unused) {
        InMemoryStore store = new InMemoryStore(InstantSource.system());
        opened.add(store);
        return store;
    }

    @Test
    void caches_of_one_builder_share_a_store_that_the_last_one_closes() {
        Cache<String> one = builder.build(String.class);
        Cache<String> other = builder.build(String.class);
        one.set("k", "v");
        assertThat(other.get("k")).isEqualTo("v");
        one.close();
        one.close();
        assertThat(other.get("k")).isEqualTo("v");
        other.close();
        assertThat(opened).hasSize(1);
        assertThatThrownBy(() -> opened.get(0).ping()).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void a_build_after_the_last_close_opens_anew() {
        builder.build(String.class).close();
        Cache<String> next = builder.build(String.class);
        next.set("k", "v");
        assertThat(next.get("k")).isEqualTo("v");
        assertThat(opened).hasSize(2);
    }

    @Test
    void closing_a_view_closes_nothing() {
        Cache<String> cache = builder.build(String.class);
        cache.atVersion(2).close();
        cache.set("k", "v");
        assertThat(cache.get("k")).isEqualTo("v");
    }

    @Test
    void what_is_not_there_yet_says_so() {
        assertThatThrownBy(() -> builder.nearCache(NearCache.ofMax(10)).build(String.class))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("nearCache");
    }

    @Test
    void a_cache_that_keeps_nothing_needs_no_serializer_and_runs_every_loader() {
        try (Cache<String> nothing = CacheBuilder.connectTo(Topology.none()).build(String.class)) {
            nothing.set("k", "v");
            assertThat(nothing.get("k")).isNull();
            assertThat(nothing.add("k", "v")).isTrue();
            assertThat(nothing.getOrSet("k", () -> "one")).isEqualTo("one");
            assertThat(nothing.getOrSet("k", () -> "two")).isEqualTo("two");
            assertThatThrownBy(() -> nothing.getOrSet("k", () -> {
                        throw new IllegalArgumentException("broken");
                    }))
                    .hasMessage("broken");
            assertThat(nothing.getOrSet("k", () -> "three")).isEqualTo("three");
            assertThat(nothing.keys("*")).isEmpty();
            assertThat(nothing.clear()).isZero();
            nothing.ping();
        }
    }
}
