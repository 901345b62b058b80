package dev.larder.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.larder.Cache;
import dev.larder.CacheListener;
import dev.larder.Ttl;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** A listener hears what happens, by the users' keys, and can do no harm. */
interface Hearing extends Caches {
    /** Writes down what it hears. */
    final class Heard implements CacheListener {
        private final List<String> events = new CopyOnWriteArrayList<>();
        private final Map<String, Integer> sizes = new ConcurrentHashMap<>();

        /** What is certain about loads: whether a loaded value counts as put is not promised. */
        List<String> eventsOfLoads() {
            return events.stream().filter(event -> !event.startsWith("put ")).toList();
        }

        @Override
        public void onHit(String key) {
            events.add("hit " + key);
        }

        @Override
        public void onMiss(String key) {
            events.add("miss " + key);
        }

        @Override
        public void onStaleHit(String key) {
            events.add("stale " + key);
        }

        @Override
        public void onPut(String key) {
            events.add("put " + key);
        }

        @Override
        public void onDelete(String key) {
            events.add("delete " + key);
        }

        @Override
        public void onLoad(String key, Duration took) {
            events.add("load " + key + (took.isNegative() ? " in no time" : ""));
        }

        @Override
        public void onLoadFailure(String key, Throwable cause) {
            events.add("failure " + key + " " + cause.getMessage());
        }

        @Override
        public void onCommitRejected(String key) {
            events.add("rejected " + key);
        }

        @Override
        public void onRead(String key, int bytes) {
            bytes("read", key, bytes);
        }

        @Override
        public void onWrite(String key, int bytes) {
            bytes("written", key, bytes);
        }

        private void bytes(String what, String key, int bytes) {
            sizes.merge(what + " " + key, bytes, Integer::sum);
        }

        @Override
        public void onUnreadable(String key, String reason) {
            events.add("unreadable " + key + (reason.isEmpty() ? " for no reason" : ""));
        }
    }

    /** Fails at all it hears. */
    final class Broken implements CacheListener {
        private static IllegalStateException broken() {
            return new IllegalStateException("a broken listener");
        }

        @Override
        public void onHit(String key) {
            throw broken();
        }

        @Override
        public void onMiss(String key) {
            throw broken();
        }

        @Override
        public void onPut(String key) {
            throw broken();
        }

        @Override
        public void onDelete(String key) {
            throw broken();
        }

        @Override
        public void onLoad(String key, Duration took) {
            throw broken();
        }

        @Override
        public void onLoadFailure(String key, Throwable cause) {
            throw broken();
        }

        @Override
        public void onUnreadable(String key, String reason) {
            throw broken();
        }
    }

    private Cache<String> telling(CacheListener listener) {
        Cache<String> cache = opened(caches().listener(listener).build(String.class));
        caches().listener(CacheListener.NONE);
        return cache;
    }

    @Test
    default void hears_of_reads_and_writes() {
        Heard heard = new Heard();
        Cache<String> cache = telling(heard);
        cache.get("no");
        cache.set("k", "v");
        cache.get("k");
        cache.getMany(List.of("k", "no"));
        cache.add("k", "other");
        cache.add("added", "v");
        cache.atVersion(2).setMany(Map.of("k", "two"));
        cache.delete("k");
        assertThat(heard.events)
                .containsExactly("miss no", "put k", "hit k", "hit k", "miss no", "put added", "put k", "delete k");
    }

    @Test
    default void hears_of_loads() {
        Heard heard = new Heard();
        Cache<String> cache = telling(heard);
        cache.getOrSet("k", () -> "v");
        cache.getOrSet("k", () -> "never");
        assertThat(heard.eventsOfLoads()).containsExactly("miss k", "load k", "hit k");
        heard.events.clear();
        assertThatThrownBy(() -> cache.getOrSet("bad", () -> {
                    throw new IllegalStateException("broken");
                }))
                .hasMessage("broken");
        cache.getOrSet("lost", () -> {
            cache.delete("lost");
            return "v";
        });
        assertThat(heard.eventsOfLoads())
                .containsExactly(
                        "miss bad", "failure bad broken", "miss lost", "delete lost", "load lost", "rejected lost");
    }

    @Test
    default void hears_of_loads_of_many_values_by_each_key() {
        Heard heard = new Heard();
        Cache<String> cache = telling(heard);
        cache.set("a", "v");
        heard.events.clear();
        cache.getOrSetMany(List.of("a", "b", "c"), keys -> Map.of("b", "v"));
        assertThat(heard.eventsOfLoads())
                .contains("hit a", "miss b", "miss c", "load b")
                .doesNotContain("miss a", "load a");
    }

    @Test
    default void hears_of_stale_and_unreadable_values() {
        Heard heard = new Heard();
        Cache<String> cache = telling(heard);
        Staleness.loadStale(cache, "k", "old");
        heard.events.clear();
        cache.getOrSet("k", () -> "never", Staleness.SOON_STALE.refreshInBackground(never -> {}));
        assertThat(heard.events).containsExactly("stale k");
        heard.events.clear();
        cache(Person.class).set("person", new Person("Ada", 36, List.of()), Ttl.ofMinutes(1));
        cache.get("person");
        assertThat(heard.events).containsExactly("unreadable person", "miss person");
    }

    @Test
    default void hears_how_many_bytes_are_read_and_written() {
        Heard heard = new Heard();
        Cache<String> cache = telling(heard);
        cache.set("set", "v");
        cache.add("set", "refused");
        cache.setMany(Map.of("many", "some more"));
        cache.getOrSet("loaded", () -> "value");
        cache.getOrSetMany(List.of("won"), keys -> Map.of("won", "values"));
        cache.get("no");
        List<String> keys = List.of("set", "many", "loaded", "won");
        cache.get("set");
        cache.getMany(List.of("many", "no"));
        cache.getOrSet("loaded", Loading.NEVER);
        cache.getOrSetMany(List.of("won"), BulkLoading.NEVER);
        Map<String, Integer> expected = new HashMap<>();
        keys.forEach(key -> {
            int bytes = cache.explain(key).storedBytes();
            expected.put("written " + key, bytes);
            expected.put("read " + key, bytes);
        });
        assertThat(heard.sizes).isEqualTo(expected);
        long sum =
                keys.stream().mapToInt(key -> cache.explain(key).storedBytes()).sum();
        assertThat(cache.statistics().bytesRead()).isEqualTo(sum);
        assertThat(cache.statistics().bytesWritten()).isEqualTo(sum);
    }

    @Test
    default void hears_how_many_bytes_cannot_be_understood_or_are_written_anew() {
        Heard heard = new Heard();
        Cache<String> cache = telling(heard);
        cache(Person.class).set("person", new Person("Ada", 36, List.of()), Ttl.ofMinutes(1));
        cache.get("person");
        int bytes = cache.explain("person").storedBytes();
        assertThat(heard.sizes).isEqualTo(Map.of("read person", bytes));
        cache.delete("person");
        cache.set("k", "v");
        heard.sizes.clear();
        assertThat(cache.rewriteAll()).isEqualTo(1);
        bytes = cache.explain("k").storedBytes();
        assertThat(heard.sizes).isEqualTo(Map.of("read k", bytes, "written k", bytes));
    }

    @Test
    default void a_broken_listener_is_nobody_elses_trouble() {
        Cache<String> cache = telling(new Broken());
        assertThat(cache.get("no")).isNull();
        cache.set("k", "v");
        assertThat(cache.get("k")).isEqualTo("v");
        assertThat(cache.getMany(List.of("k"))).containsOnlyKeys("k");
        assertThat(cache.getOrSet("loaded", () -> "v")).isEqualTo("v");
        assertThat(cache.get("loaded")).isEqualTo("v");
        IllegalStateException own = new IllegalStateException("the loader's own");
        assertThatThrownBy(() -> cache.getOrSet("bad", () -> {
                    throw own;
                }))
                .isSameAs(own);
        assertThat(cache.delete("k")).isTrue();
    }

    @Test
    default void statistics_are_of_one_cache() {
        Cache<String> cache = cache(String.class);
        Cache<String> other = cache(String.class);
        cache.set("k", "v");
        cache.get("k");
        assertThat(cache.statistics().hits()).isEqualTo(1);
        assertThat(other.statistics().hits()).isZero();
        assertThat(other.statistics().puts()).isZero();
    }
}
