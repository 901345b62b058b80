package dev.larder.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import dev.larder.BulkLoader;
import dev.larder.Cache;
import dev.larder.LoadException;
import dev.larder.LoadOptions;
import dev.larder.Ttl;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Several values are loaded by one call for all that are missing. */
interface LoadingMany extends CacheHome {
    private static BulkLoader<String> recording(List<Set<String>> asked) {
        return keys -> {
            asked.add(keys);
            Map<String, String> values = new HashMap<>();
            keys.forEach(key -> values.put(key, "loaded " + key));
            return values;
        };
    }

    @Test
    default void asks_the_loader_for_exactly_what_is_missing() {
        Cache<String> cache = cache(String.class);
        cache.set("b", "there");
        List<Set<String>> asked = new ArrayList<>();
        assertThat(cache.getOrSetMany(List.of("c", "b", "a", "c"), recording(asked)))
                .containsExactly(entry("c", "loaded c"), entry("b", "there"), entry("a", "loaded a"));
        assertThat(asked).hasSize(1);
        assertThat(asked.get(0)).containsExactly("c", "a");
        assertThat(cache.get("a")).isEqualTo("loaded a");
        cache.getOrSetMany(List.of("a", "b", "c"), recording(asked));
        assertThat(asked).hasSize(1);
    }

    @Test
    default void nothing_asked_is_nothing_loaded() {
        List<Set<String>> asked = new ArrayList<>();
        assertThat(cache(String.class).getOrSetMany(List.of(), recording(asked)))
                .isEmpty();
        assertThat(asked).isEmpty();
    }

    @Test
    default void keys_left_out_are_absent_and_others_are_ignored() {
        Cache<String> cache = cache(String.class);
        assertThat(cache.getOrSetMany(List.of("a", "b"), keys -> Map.of("a", "1", "extra", "2")))
                .containsExactly(entry("a", "1"));
        assertThat(cache.keys("*")).containsExactly("a");
        assertThat(cache.getOrSet("b", () -> "now")).isEqualTo("now");
    }

    @Test
    default void a_null_value_and_a_failing_loader_are_errors_and_leave_nothing_behind() {
        Cache<String> cache = cache(String.class);
        IOException broken = new IOException("broken");
        assertThatThrownBy(() -> cache.getOrSetMany(List.of("a"), keys -> {
                    Map<String, String> values = new HashMap<>();
                    values.put("a", null);
                    return values;
                }))
                .isInstanceOf(LoadException.class)
                .hasMessageContaining("'a'");
        assertThatThrownBy(() -> cache.getOrSetMany(List.of("a", "b"), keys -> {
                    throw broken;
                }))
                .isInstanceOf(LoadException.class)
                .hasCause(broken);
        assertThat(cache.keys("*")).isEmpty();
        assertThat(cache.getOrSet("b", () -> "now")).isEqualTo("now");
    }

    @Test
    default void a_key_that_another_caller_loads_is_waited_for() throws Exception {
        Cache<String> cache = cache(String.class);
        Cache<String> other = cache(String.class);
        CountDownLatch loading = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        CompletableFuture<String> owner = CompletableFuture.supplyAsync(() -> other.getOrSet("a", () -> {
            loading.countDown();
            release.await();
            return "theirs";
        }));
        loading.await();
        List<Set<String>> asked = new ArrayList<>();
        CompletableFuture<Map<String, String>> many =
                CompletableFuture.supplyAsync(() -> cache.getOrSetMany(List.of("a", "b"), keys -> {
                    release.countDown();
                    return recording(asked).load(keys);
                }));
        assertThat(many.get()).containsExactly(entry("a", "theirs"), entry("b", "loaded b"));
        assertThat(owner.get()).isEqualTo("theirs");
        assertThat(asked).containsExactly(Set.of("b"));
    }

    @Test
    default void options_hold_for_all() {
        Cache<String> cache = cache(String.class);
        List<String> keys = IntStream.range(0, 300).mapToObj(i -> "k" + i).toList();
        LoadOptions options = LoadOptions.freshFor(Ttl.ofMinutes(1)).keepFor(Ttl.ofMinutes(30));
        assertThat(cache.getOrSetMany(keys, recording(new ArrayList<>()), options))
                .hasSize(300);
        assertThat(cache.explain("k7").grace().toMinutes()).isEqualTo(29);
    }
}
