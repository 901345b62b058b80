package dev.larder.internal.cache;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.larder.Cache;
import dev.larder.CacheBuilder;
import dev.larder.LoadException;
import dev.larder.LoadOptions;
import dev.larder.Topology;
import dev.larder.Ttl;
import dev.larder.internal.FlakyStore;
import dev.larder.internal.ManualAlarm;
import dev.larder.internal.ManualClock;
import dev.larder.internal.SharedConnections;
import dev.larder.internal.TextSerializer;
import dev.larder.internal.store.InMemoryStore;
import dev.larder.internal.store.ShardedStore;
import dev.larder.internal.store.Store;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many keys loaded in one call keep the promises that one key has. */
@Timeout(30)
class BulkLoadTest {
    private static final LoadOptions OPTIONS =
            LoadOptions.freshFor(Ttl.ofHours(1)).keepFor(Ttl.ofHours(9)).lockFor(Duration.ofSeconds(3));
    private static final List<String> KEYS = List.of("a1", "b2", "c1", "d2");

    private final ManualClock clock = new ManualClock();
    private final ManualAlarm alarm = new ManualAlarm(clock);
    private final FlakyStore odd = new FlakyStore(new InMemoryStore(clock));
    private final FlakyStore even = new FlakyStore(new InMemoryStore(clock));
    private final Store store = new ShardedStore(List.of(odd, even), BulkLoadTest::shard);
    private final Cache<String> cache = newProcess();
    private final Cache<String> elsewhere = newProcess();
    private final List<Set<String>> loads = new ArrayList<>();

    /** By the digit at the end. */
    private static int shard(byte[] key) {
        String text = new String(key, UTF_8);
        return (text.charAt(text.length() - 1) - '1') % 2;
    }

    private Cache<String> newProcess() {
        CacheBuilder builder = CacheBuilder.connectTo(Topology.inMemory())
                .provider(settings -> new SharedConnections((observer, time) -> store, () -> alarm))
                .serializer(new TextSerializer());
        // another cache keeps the connections open when the first is closed
        builder.build(String.class);
        return builder.build(String.class);
    }

    private Map<String, String> load(Set<String> keys) {
        loads.add(Set.copyOf(keys));
        Map<String, String> loaded = new LinkedHashMap<>();
        keys.forEach(key -> loaded.put(key, "loaded " + key));
        return loaded;
    }

    private void failMany(RuntimeException failure) {
        assertThatThrownBy(() -> cache.getOrSetMany(
                        KEYS,
                        keys -> {
                            throw failure;
                        },
                        OPTIONS))
                .isSameAs(failure);
    }

    @Test
    void a_load_longer_than_its_leases_is_stored() {
        cache.getOrSetMany(
                KEYS,
                keys -> {
                    alarm.advance(Duration.ofSeconds(20));
                    assertThat(elsewhere.getOrSetMany(List.of("other1"), this::load, OPTIONS))
                            .hasSize(1);
                    return load(keys);
                },
                OPTIONS);
        assertThat(elsewhere.getMany(KEYS)).hasSize(4);
        assertThat(alarm.pending()).isZero();
    }

    @Test
    void a_failure_keeps_others_from_trying_at_once() {
        failMany(new IllegalStateException("no database"));
        assertThatThrownBy(() -> elsewhere.getOrSetMany(KEYS, this::load, OPTIONS))
                .isInstanceOf(LoadException.class)
                .hasMessageContaining("cool-down");
        assertThat(loads).isEmpty();
        alarm.advance(Duration.ofSeconds(2));
        assertThat(elsewhere.getOrSetMany(KEYS, this::load, OPTIONS)).hasSize(4);
        assertThat(alarm.pending()).isZero();
    }

    @Test
    void what_can_be_loaded_is_stored_before_the_cool_down_of_another_key_is_told() {
        failMany(new IllegalStateException("no database"));
        assertThatThrownBy(() -> elsewhere.getOrSetMany(List.of("free1", "a1"), this::load, OPTIONS))
                .isInstanceOf(LoadException.class)
                .hasMessageContaining("'a1'");
        assertThat(loads).containsExactly(Set.of("free1"));
        assertThat(elsewhere.get("free1")).isEqualTo("loaded free1");
    }

    @Test
    void keys_that_the_loader_left_out_are_free_at_once() {
        cache.getOrSetMany(List.of("a", "b"), keys -> Map.of("a", "1"), OPTIONS);
        assertThat(elsewhere.getOrSet("b", () -> "theirs", OPTIONS.waitFor(Duration.ZERO)))
                .isEqualTo("theirs");
        assertThat(cache.get("b")).isEqualTo("theirs");
    }

    @Test
    void who_waits_for_a_load_of_many_that_is_outdated_loads_anew() {
        List<CompletableFuture<String>> waiting = new ArrayList<>();
        assertThat(cache.getOrSetMany(List.of("a", "b"), keys -> {
                    waiting.add(CompletableFuture.supplyAsync(() -> cache.getOrSet("a", () -> "new")));
                    GetOrSetTest.untilSomeoneWaits();
                    elsewhere.delete("a");
                    return Map.of("a", "old", "b", "old");
                }))
                .containsEntry("a", "old");
        assertThat(waiting.get(0).join()).isEqualTo("new");
        assertThat(cache.get("a")).isEqualTo("new");
    }

    @Test
    void a_cancelled_load_begins_no_cool_down() {
        failMany(new CancellationException("enough"));
        assertThat(elsewhere.getOrSetMany(KEYS, this::load, OPTIONS)).hasSize(4);
    }

    @Test
    void closing_releases_the_leases_and_what_is_loaded_is_not_stored() {
        Map<String, String> loaded = cache.getOrSetMany(
                KEYS,
                keys -> {
                    cache.close();
                    assertThat(elsewhere.getOrSetMany(List.of("a1"), this::load, OPTIONS))
                            .containsEntry("a1", "loaded a1");
                    return Map.of("a1", "late", "b2", "late", "c1", "late", "d2", "late");
                },
                OPTIONS);
        assertThat(loaded).containsEntry("a1", "late").hasSize(4);
        assertThat(elsewhere.getMany(KEYS)).containsExactly(Map.entry("a1", "loaded a1"));
        assertThat(alarm.pending()).isZero();
    }

    @Test
    void a_shard_that_is_away_costs_only_the_leases_of_its_own_keys() {
        even.goAway();
        assertThat(cache.getOrSetMany(KEYS, this::load, OPTIONS))
                .containsExactly(
                        Map.entry("a1", "loaded a1"),
                        Map.entry("b2", "loaded b2"),
                        Map.entry("c1", "loaded c1"),
                        Map.entry("d2", "loaded d2"));
        assertThat(loads).containsExactly(Set.of("a1", "c1"), Set.of("b2", "d2"));
        assertThat(elsewhere.getMany(KEYS)).containsOnlyKeys("a1", "c1");
        assertThat(elsewhere.deleteMany(KEYS)).isEqualTo(2);
        even.comeBack();
        assertThat(elsewhere.getMany(KEYS)).isEmpty();
    }
}
