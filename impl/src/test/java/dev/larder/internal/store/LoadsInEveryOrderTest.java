package dev.larder.internal.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.Cache;
import dev.larder.CacheBuilder;
import dev.larder.LoadOptions;
import dev.larder.Topology;
import dev.larder.Ttl;
import dev.larder.internal.ManualAlarm;
import dev.larder.internal.ManualClock;
import dev.larder.internal.SharedConnections;
import dev.larder.internal.TextSerializer;
import dev.larder.internal.store.Interleavings.Scene;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Real calls of real caches, in every order that their commands can have: no value that was loaded before a change is stored
 * after it, or returned to who came after it.
 */
@Timeout(300)
class LoadsInEveryOrderTest {
    /** Who does not get the lease loads at once, so that nobody waits. */
    private static final LoadOptions IMPATIENT =
            LoadOptions.freshFor(Ttl.ofMinutes(5)).waitFor(Duration.ZERO);

    private static final int SET = 9;

    /** How the cache is told of a change; says whether that promises anything. */
    enum Change {
        DELETE,
        DELETE_MANY,
        SET,
        SET_MANY,
        ADD,
        CLEAR;

        private boolean tell(Cache<String> cache) {
            switch (this) {
                case DELETE -> cache.delete("k");
                case DELETE_MANY -> cache.deleteMany(List.of("k"));
                case SET -> cache.set("k", "9");
                case SET_MANY -> cache.setMany(Map.of("k", "9"));
                case ADD -> {
                    return cache.add("k", "9");
                }
                case CLEAR -> cache.clear();
            }
            return true;
        }
    }

    /** Redis in memory, to which each command is a step of its own. */
    private final class Commands extends ForwardingStore {
        private InMemoryStore memory = new InMemoryStore(new ManualClock());

        @Override
        protected <R extends @Nullable Object> R read(Call<R> call) {
            Interleavings.step();
            return call.on(memory);
        }

        @Override
        protected <R extends @Nullable Object> R write(Call<R> call) {
            Interleavings.step();
            return call.on(memory);
        }

        private EntryKey alone(byte[] key) {
            return EntryKey.of(key, "no lease".getBytes(UTF_8));
        }

        private void unlink(byte[] key) {
            Interleavings.step();
            memory.delete(alone(key));
        }

        @Override
        public boolean delete(EntryKey key) {
            unlink(key.lease());
            unlink(key.bytes());
            return true;
        }

        @Override
        public long deleteMany(List<EntryKey> keys, RoundTrip trip) {
            keys.forEach(this::delete);
            return keys.size();
        }

        @Override
        public void set(EntryKey key, byte[] value, long ttlMillis) {
            unlink(key.lease());
            write(store -> {
                store.set(alone(key.bytes()), value, ttlMillis);
                return true;
            });
        }

        @Override
        public void setMany(List<Write> writes, RoundTrip trip) {
            writes.forEach(each -> set(each.key(), each.value(), each.ttlMillis()));
        }

        @Override
        public boolean add(EntryKey key, byte[] value, long ttlMillis) {
            unlink(key.lease());
            return write(store -> store.add(alone(key.bytes()), value, ttlMillis));
        }

        @Override
        public long removeMatching(Matching leases, Matching entries) {
            unlinkMatching(leases.pattern(), leases.filter());
            return unlinkMatching(entries.pattern(), entries.filter());
        }

        @Override
        public boolean commit(Commit commit) {
            boolean stored = super.commit(commit);
            if (stored) {
                checkStored();
            }
            return stored;
        }

        @Override
        public List<Boolean> commitMany(List<Commit> commits, RoundTrip trip) {
            List<Boolean> stored = super.commitMany(commits, trip);
            if (stored.contains(true)) {
                checkStored();
            }
            return stored;
        }

        @Override
        public String serverOf(byte[] key) {
            return "memory";
        }

        @Override
        public void close() {
            memory.close();
        }
    }

    private static final EntryKey K = EntryKey.of(":1:k".getBytes(UTF_8), new byte[0]);

    private final AtomicInteger database = new AtomicInteger();
    private final AtomicInteger promised = new AtomicInteger();
    private final List<Runnable> operations = new ArrayList<>();
    private final Commands redis = new Commands();
    private final Cache<String> one = process();
    private final Cache<String> other = process();

    private Cache<String> process() {
        return CacheBuilder.connectTo(Topology.inMemory())
                .provider(settings ->
                        new SharedConnections((observer, time) -> redis, () -> new ManualAlarm(new ManualClock())))
                .serializer(new TextSerializer())
                .build(String.class);
    }

    /** The version that is stored, of one digit; 9 if it was set, or there is none. */
    private int stored() {
        byte[] value = redis.memory.get(K);
        return value == null ? SET : value[value.length - 1] - '0';
    }

    private void checkStored() {
        assertThat(stored()).as("what is stored").isGreaterThanOrEqualTo(promised.get());
    }

    private void scene() {
        database.set(0);
        promised.set(0);
        operations.clear();
        redis.memory = new InMemoryStore(new ManualClock());
    }

    private void load(Cache<String> cache) {
        operations.add(() -> {
            int before = promised.get();
            String value = cache.getOrSet("k", this::load, IMPATIENT);
            assertThat(Integer.parseInt(value)).as("what is returned").isGreaterThanOrEqualTo(before);
        });
    }

    private void loadMany(Cache<String> cache) {
        operations.add(() -> {
            int before = promised.get();
            Map<String, String> values = cache.getOrSetMany(List.of("k"), keys -> Map.of("k", load()), IMPATIENT);
            assertThat(Integer.parseInt(values.getOrDefault("k", "")))
                    .as("what is returned")
                    .isGreaterThanOrEqualTo(before);
        });
    }

    private String load() {
        Interleavings.step();
        return "" + database.get();
    }

    private void change(Cache<String> cache, Change change) {
        operations.add(() -> {
            int version = database.incrementAndGet();
            if (change.tell(cache)) {
                promised.accumulateAndGet(version, Math::max);
            }
        });
    }

    private void evict() {
        operations.add(() -> redis.unlink(K.bytes()));
    }

    private Scene played() {
        return new Scene(List.copyOf(operations), this::checkStored);
    }

    private void explore(TestReporter reporter, int atLeast, Runnable scene) {
        int orders = Interleavings.explore(() -> {
            scene();
            scene.run();
            return played();
        });
        reporter.publishEntry("orders", "" + orders);
        assertThat(orders).isGreaterThan(atLeast);
    }

    @ParameterizedTest
    @EnumSource
    void a_load_and_a_change_elsewhere(Change change, TestReporter reporter) {
        explore(reporter, 30, () -> {
            load(one);
            change(other, change);
        });
    }

    @Test
    void a_load_of_many_and_a_delete_by_the_same_process(TestReporter reporter) {
        explore(reporter, 30, () -> {
            loadMany(one);
            change(one, Change.DELETE);
        });
    }

    @Tag("soak")
    @ParameterizedTest
    @EnumSource
    void a_load_a_change_elsewhere_and_an_eviction(Change change, TestReporter reporter) {
        explore(reporter, 200, () -> {
            load(one);
            change(other, change);
            evict();
        });
    }

    @Tag("soak")
    @ParameterizedTest
    @EnumSource
    void two_loads_in_two_processes_and_a_change(Change change, TestReporter reporter) {
        explore(reporter, 5_000, () -> {
            load(one);
            load(other);
            change(one, change);
        });
    }

    @Tag("soak")
    @Test
    void two_loads_of_a_process_and_a_delete_of_another(TestReporter reporter) {
        explore(reporter, 1_000, () -> {
            load(one);
            load(one);
            change(other, Change.DELETE);
        });
    }
}
