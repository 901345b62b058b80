package dev.larder.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.larder.Cache;
import dev.larder.CacheBuilder;
import dev.larder.CacheListener;
import dev.larder.CacheUnavailableException;
import dev.larder.Pool;
import dev.larder.Resilience;
import dev.larder.Topology;
import dev.larder.Ttl;
import dev.larder.internal.store.ForwardingStore;
import dev.larder.internal.store.Matching;
import dev.larder.internal.store.Store;
import dev.larder.testkit.RedisCluster;
import dev.larder.testkit.RedisProcess;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A real cluster whose slots move and whose nodes die. */
@Timeout(120)
class ClusterStoreTest {
    private static final RedisCluster CLUSTER = RedisCluster.start(2, 0);

    private final String prefix = "t" + UUID.randomUUID();
    private final List<String> outages = new CopyOnWriteArrayList<>();
    private final Cache<String> cache = builder().build(String.class);

    @AfterAll
    static void stop() {
        CLUSTER.close();
    }

    @AfterEach
    void close() {
        cache.close();
        assertThat(outages).isEmpty();
    }

    private CacheBuilder builder() {
        return CacheBuilder.connectTo(Topology.cluster(CLUSTER.uris().toArray(String[]::new)))
                .serializer("json")
                .keyPrefix(prefix)
                .socketTimeout(Duration.ofSeconds(5))
                .pool(Pool.DEFAULT.maxWait(Duration.ofSeconds(5)))
                .resilience(Resilience.throwOnOutage())
                .listener(new CacheListener() {
                    @Override
                    public void onOutage(String server, CacheUnavailableException cause) {
                        outages.add(cause.toString());
                    }
                });
    }

    private String physical(String key) {
        return prefix + ":1:" + key;
    }

    private int slotOf(String key) {
        return CLUSTER.slotOf(physical(key));
    }

    private RedisProcess otherThan(RedisProcess node) {
        return CLUSTER.primaries().stream()
                .filter(each -> each != node)
                .findFirst()
                .orElseThrow();
    }

    /** Begins to move the slot of a key to the other node. */
    private int startMoving(String key) {
        int slot = slotOf(key);
        CLUSTER.startMigrating(slot, otherThan(CLUSTER.primaryOf(slot)));
        return slot;
    }

    // --- a slot that has moved

    @Test
    void a_slot_that_has_moved_is_found_at_its_new_node() {
        for (String operation : List.of("get", "set", "add", "delete", "ttl", "getOrSet", "many")) {
            String key = operation;
            cache.set(key, "v");
            cache.set("x{" + physical(key) + "}", "beside");
            int slot = slotOf(key);
            CLUSTER.moveSlot(slot, otherThan(CLUSTER.primaryOf(slot)));
            switch (operation) {
                case "get" -> assertThat(cache.get(key)).isEqualTo("v");
                case "set" -> cache.set(key, "new");
                case "add" -> assertThat(cache.add(key, "new")).isFalse();
                case "delete" -> assertThat(cache.delete(key)).isTrue();
                case "ttl" -> assertThat(cache.ttl(key)).isNotNull();
                case "getOrSet" ->
                    assertThat(cache.getOrSet(key, () -> "loaded")).isEqualTo("v");
                default -> assertThat(cache.getMany(List.of(key, "none"))).containsEntry(key, "v");
            }
            assertThat(cache.get(key))
                    .isEqualTo(operation.equals("delete") ? null : operation.equals("set") ? "new" : "v");
        }
    }

    @Test
    void many_keys_are_written_and_removed_while_some_of_their_slots_have_moved() {
        Map<String, String> values = new LinkedHashMap<>();
        IntStream.range(0, 200).forEach(i -> values.put("k" + i, "v" + i));
        cache.setMany(values);
        int first = slotOf("k0");
        CLUSTER.moveSlot(first, otherThan(CLUSTER.primaryOf(first)));
        assertThat(cache.getMany(values.keySet())).isEqualTo(values);
        int second = slotOf("k1");
        CLUSTER.moveSlot(second, otherThan(CLUSTER.primaryOf(second)));
        cache.setMany(values);
        int third = slotOf("k2");
        CLUSTER.moveSlot(third, otherThan(CLUSTER.primaryOf(third)));
        assertThat(cache.getOrSetMany(values.keySet(), missing -> Map.of())).isEqualTo(values);
        int fourth = slotOf("k3");
        CLUSTER.moveSlot(fourth, otherThan(CLUSTER.primaryOf(fourth)));
        assertThat(cache.deleteMany(values.keySet())).isEqualTo(200);
        assertThat(cache.keys("*")).isEmpty();
    }

    // --- a slot that is moving

    @Test
    void a_key_is_found_while_its_slot_moves_before_and_after_it_has_gone_itself() {
        cache.set("stays", "v");
        int slot = startMoving("stays");
        assertThat(cache.get("stays")).isEqualTo("v");
        CLUSTER.migrate(slot, physical("stays"));
        assertThat(cache.get("stays")).isEqualTo("v");
        assertThat(cache.ttl("stays")).isNotNull();
        assertThat(cache.contains("stays")).isTrue();
        assertThat(cache.getMany(List.of("stays", "none"))).hasSize(1);
        assertThat(cache.getOrSet("stays", () -> "loaded")).isEqualTo("v");
        assertThat(cache.touch("stays")).isTrue();
        CLUSTER.finishMigrating(slot);
        assertThat(cache.get("stays")).isEqualTo("v");
    }

    @Test
    void what_is_written_while_a_slot_moves_is_what_is_there_afterwards() {
        for (boolean gone : new boolean[] {false, true}) {
            for (String operation : List.of("set", "add", "delete", "setMany", "deleteMany")) {
                String key = operation + gone;
                cache.set(key, "old");
                int slot = startMoving(key);
                if (gone) {
                    CLUSTER.migrate(slot, physical(key));
                }
                switch (operation) {
                    case "set" -> cache.set(key, "new");
                    case "add" -> assertThat(cache.add(key, "new")).isFalse();
                    case "delete" -> assertThat(cache.delete(key)).as(key).isTrue();
                    case "setMany" -> cache.setMany(Map.of(key, "new", "other", "v"));
                    default ->
                        assertThat(cache.deleteMany(List.of(key, "none")))
                                .as(key)
                                .isEqualTo(1);
                }
                String expected = switch (operation) {
                    case "set", "setMany" -> "new";
                    case "add" -> "old";
                    default -> null;
                };
                assertThat(cache.get(key)).as(key).isEqualTo(expected);
                CLUSTER.finishMigrating(slot);
                assertThat(cache.get(key)).as(key).isEqualTo(expected);
            }
        }
    }

    @Test
    void a_key_that_is_new_is_added_once_while_its_slot_moves() {
        int slot = startMoving("new");
        assertThat(cache.add("new", "first")).isTrue();
        assertThat(cache.add("new", "second")).isFalse();
        CLUSTER.finishMigrating(slot);
        assertThat(cache.get("new")).isEqualTo("first");
    }

    @Test
    void a_load_ends_with_its_value_while_the_slot_moves_and_a_delete_keeps_it_from_being_written() {
        try (Cache<String> other = builder().build(String.class)) {
            int slot = slotOf("k");
            String value = cache.getOrSet("k", () -> {
                CLUSTER.startMigrating(slot, otherThan(CLUSTER.primaryOf(slot)));
                other.delete("k");
                CLUSTER.finishMigrating(slot);
                return "from before the delete";
            });
            assertThat(value).isEqualTo("from before the delete");
            assertThat(cache.get("k")).isNull();
        }
    }

    @Test
    void a_delete_that_did_not_know_of_a_move_ends_the_load_all_the_same() {
        try (Cache<String> other = builder().build(String.class)) {
            for (String change : List.of("delete", "deleteMany", "set", "clear")) {
                String key = change;
                assertThat(other.get(key)).isNull();
                int slot = slotOf(key);
                cache.getOrSet(key, () -> {
                    CLUSTER.moveSlot(slot, otherThan(CLUSTER.primaryOf(slot)));
                    switch (change) {
                        case "delete" -> other.delete(key);
                        case "deleteMany" -> other.deleteMany(List.of(key, "none"));
                        case "set" -> other.set(key, "newer");
                        default -> other.clear();
                    }
                    return "from before the change";
                });
                assertThat(cache.get(key)).as(change).isEqualTo(change.equals("set") ? "newer" : null);
            }
        }
    }

    @Test
    void counters_are_exact_and_no_read_fails_while_slots_move() throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        AtomicLong counted = new AtomicLong();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try (Cache<Long> counter = builder().build(Long.class)) {
            counter.set("n", 0L, Ttl.FOREVER);
            cache.set("text", "v", Ttl.FOREVER);
            List<Future<?>> work = IntStream.range(0, 4)
                    .<Future<?>>mapToObj(i -> threads.submit(() -> {
                        for (int round = 0; !over.get(); round++) {
                            counter.increment("n");
                            counted.incrementAndGet();
                            assertThat(cache.get("text")).isNotNull();
                            assertThat(cache.getMany(List.of("text", "n" + i, "o" + i)))
                                    .containsKey("text");
                            cache.set("text", "v" + round, Ttl.FOREVER);
                        }
                    }))
                    .toList();
            for (int move = 0; move < 6; move++) {
                for (String key : List.of("n", "text")) {
                    int slot = slotOf(key);
                    CLUSTER.startMigrating(slot, otherThan(CLUSTER.primaryOf(slot)));
                    CLUSTER.migrate(slot, physical(key));
                    Thread.sleep(20);
                    CLUSTER.finishMigrating(slot);
                }
            }
            over.set(true);
            for (Future<?> each : work) {
                each.get();
            }
            assertThat(counter.get("n")).isEqualTo(counted.get());
        } finally {
            over.set(true);
            threads.shutdownNow();
        }
    }

    @Test
    void clear_misses_no_key_of_a_slot_that_has_just_moved() {
        Map<String, String> values = new LinkedHashMap<>();
        IntStream.range(0, 50).forEach(i -> values.put("k" + i, "v"));
        cache.setMany(values);
        int slot = slotOf("k7");
        CLUSTER.moveSlot(slot, otherThan(CLUSTER.primaryOf(slot)));
        assertThat(cache.clear()).isEqualTo(50);
        assertThat(cache.keys("*")).isEmpty();
    }

    /** Does something between the looks of a removal at the first node and at the second, once. */
    private static final class Interrupted extends ForwardingStore {
        private final Store store;
        private final AtomicReference<Runnable> event;

        private Interrupted(Store store, Runnable event) {
            this.store = store;
            this.event = new AtomicReference<>(event);
        }

        @Override
        protected <R extends @Nullable Object> R read(Call<R> call) {
            return call.on(store);
        }

        @Override
        protected <R extends @Nullable Object> R write(Call<R> call) {
            return call.on(store);
        }

        @Override
        public long removeMatching(Matching leases, Matching entries) {
            return store.removeMatching(new Matching(leases.pattern(), this::seen), entries);
        }

        private boolean seen(byte[] lease) {
            event.getAndSet(() -> {}).run();
            return true;
        }

        @Override
        public String serverOf(byte[] key) {
            return store.serverOf(key);
        }

        @Override
        public boolean isSlotted() {
            return store.isSlotted();
        }

        @Override
        public void close() {
            store.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"begins and ends meanwhile", "begins meanwhile", "goes on"})
    void clear_ends_the_load_of_a_key_that_moves_to_where_it_has_looked_already(String move) {
        RedisProcess first = CLUSTER.primaryOf(0);
        String seen = keyOn(first, "seen");
        String moving = keyOn(otherThan(first), "moving");
        int slot = slotOf(moving);
        Runnable meanwhile = () -> {
            if (move.startsWith("begins")) {
                CLUSTER.startMigrating(slot, first);
            }
            CLUSTER.migrateAll(slot);
            if (move.contains("ends")) {
                CLUSTER.finishMigrating(slot);
            }
        };
        try (Cache<String> other = builder()
                .provider(settings -> new SharedConnections((observer, alarm) ->
                        new Interrupted(new StoreAssembly(settings, observer, alarm).open(), meanwhile)))
                .build(String.class)) {
            cache.getOrSet(
                    seen,
                    () -> cache.getOrSet(moving, () -> {
                        if (!move.startsWith("begins")) {
                            CLUSTER.startMigrating(slot, first);
                        }
                        other.clear();
                        if (!move.contains("ends")) {
                            CLUSTER.finishMigrating(slot);
                        }
                        return "from before";
                    }));
        }
        assertThat(cache.get(moving)).isNull();
        assertThat(cache.get(seen)).isNull();
    }

    private String keyOn(RedisProcess node, String name) {
        return IntStream.range(0, 1_000)
                .mapToObj(i -> name + i)
                .filter(key -> CLUSTER.primaryOf(slotOf(key)) == node)
                .findFirst()
                .orElseThrow();
    }

    // --- several nodes at once

    @Test
    void callers_who_name_keys_in_another_order_do_not_wait_for_each_other() throws Exception {
        RedisProcess node = CLUSTER.primaryOf(slotOf("k"));
        String elsewhere = Stream.iterate("o", name -> name + "o")
                .filter(name -> CLUSTER.primaryOf(slotOf(name)) != node)
                .findFirst()
                .orElseThrow();
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try (Cache<String> narrow =
                builder().pool(Pool.ofMax(1).maxWait(Duration.ofSeconds(5))).build(String.class)) {
            List<Future<?>> work = Stream.of(List.of("k", elsewhere), List.of(elsewhere, "k"))
                    .<Future<?>>map(keys -> threads.submit(() -> {
                        for (int i = 0; i < 500; i++) {
                            assertThat(narrow.getMany(keys)).isEmpty();
                        }
                    }))
                    .toList();
            for (Future<?> each : work) {
                each.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    // --- what is refused

    @Test
    void another_database_is_refused() {
        assertThatThrownBy(() -> builder().database(3).build(String.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a cluster has only database 0");
    }

    @Test
    void a_node_that_is_taken_for_a_single_server_says_what_it_is() {
        try (Cache<String> single = CacheBuilder.connectTo(CLUSTER.uris().get(0))
                .serializer("json")
                .resilience(Resilience.throwOnOutage())
                .build(String.class)) {
            assertThatThrownBy(() -> IntStream.range(0, 100).forEach(i -> single.get("k" + i)))
                    .isInstanceOf(CacheUnavailableException.class)
                    .hasMessageContaining("connect by Topology.cluster");
        }
    }

    @Test
    void nodes_that_are_all_dead_are_named() {
        try (Cache<String> dead = CacheBuilder.connectTo(Topology.cluster("127.0.0.1:1", "127.0.0.1:2"))
                .serializer("json")
                .build(String.class)) {
            assertThatThrownBy(dead::ping)
                    .isInstanceOf(CacheUnavailableException.class)
                    .hasMessageContaining("127.0.0.1:1")
                    .hasMessageContaining("127.0.0.1:2");
            assertThat(dead.get("k")).isNull();
        }
    }
}
