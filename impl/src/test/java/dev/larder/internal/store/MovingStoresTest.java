package dev.larder.internal.store;

import static dev.larder.internal.store.StoreHome.bytes;
import static dev.larder.internal.store.StoreHome.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.larder.CacheUnavailableException;
import dev.larder.internal.FlakyStore;
import dev.larder.internal.store.Interleavings.Scene;
import dev.larder.internal.store.Interleavings.SteppingStore;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Processes on both steps work on one key, in every order that their calls of the two servers can have. */
@Timeout(120)
class MovingStoresTest {
    private static final long MINUTE = 60_000;
    private static final EntryKey K = key("k");

    /** The step that a process is on. */
    enum Step {
        FIRST,
        SECOND
    }

    /** Two servers, and the fleet that works on them. */
    private static final class Fleet {
        private final Store before = new SteppingStore(new InMemoryStore(InstantSource.system()), "before");
        private final Store after = new SteppingStore(new InMemoryStore(InstantSource.system()), "after");
        private final Store first = new MovingToStore(before, after, Seen::whole);
        private final Store second = new MovingFromStore(before, after, Seen::whole);
        private final AtomicInteger loads = new AtomicInteger();
        private volatile String database = "v1";

        Store on(Step step) {
            return step == Step.FIRST ? first : second;
        }

        /** What there is, wherever it is. */
        List<String> left() {
            return Stream.of(before, after)
                    .map(each -> each.get(K))
                    .filter(Objects::nonNull)
                    .map(StoreHome::text)
                    .distinct()
                    .toList();
        }

        void assertSeenByAll(@Nullable String value) {
            for (Store each : List.of(first, second, first)) {
                assertThat(string(each.get(K))).isEqualTo(value);
            }
        }

        /** Does what a cache does on a miss, or when it finds {@code v0}, which is stale. */
        void load(Store store, String token) {
            Entry found = store.read(K);
            if (found != null && !"v0".equals(string(found.value()))) {
                return;
            }
            Seen seen = found == null ? Seen.ABSENT : Seen.whole(found.value());
            if (store.acquire(K, bytes(token), null, seen, MINUTE) instanceof Acquired.Granted) {
                loads.incrementAndGet();
                Interleavings.step();
                byte[] value = bytes(database);
                store.commit(new Commit(new Claim(K, bytes(token), seen), value, Seen.whole(value), MINUTE));
            }
        }
    }

    private static @Nullable String string(byte @Nullable [] value) {
        return value == null ? null : new String(value, StandardCharsets.UTF_8);
    }

    private static void inEveryOrder(Function<Fleet, Scene> scene) {
        assertThat(Interleavings.explore(() -> scene.apply(new Fleet()))).isGreaterThan(1);
    }

    private static void with(Fleet fleet, Step step, BiConsumer<Fleet, Store> start) {
        start.accept(fleet, fleet.on(step));
    }

    private static void keep(Store store, String value) {
        store.set(K, bytes(value), MINUTE);
    }

    @ParameterizedTest
    @EnumSource
    void a_copy_never_brings_back_what_was_deleted(Step deleting) {
        inEveryOrder(fleet -> {
            keep(fleet.first, "v1");
            return new Scene(
                    List.of(() -> fleet.second.get(K), () -> fleet.on(deleting).delete(K)),
                    () -> assertThat(fleet.left()).isEmpty());
        });
    }

    @ParameterizedTest
    @EnumSource
    void a_copy_never_brings_back_what_was_deleted_if_it_was_the_one_seen(Step deleting) {
        inEveryOrder(fleet -> {
            keep(fleet.first, "v1");
            return new Scene(
                    List.of(() -> fleet.second.get(K), () -> fleet.on(deleting).deleteIf(K, Seen.whole(bytes("v1")))),
                    () -> assertThat(fleet.left()).isEmpty());
        });
    }

    @ParameterizedTest
    @EnumSource
    void a_copy_never_brings_back_what_was_cleared(Step clearing) {
        inEveryOrder(fleet -> {
            keep(fleet.first, "v1");
            Matching leases = new Matching(bytes("*"), key -> key.length > 0 && key[0] == (byte) 0xFF);
            Matching entries = new Matching(bytes("*"), key -> Arrays.equals(key, K.bytes()));
            return new Scene(
                    List.of(() -> fleet.second.get(K), () -> fleet.on(clearing).removeMatching(leases, entries)),
                    () -> assertThat(fleet.left()).isEmpty());
        });
    }

    @ParameterizedTest
    @EnumSource
    void a_copy_never_brings_back_what_was_overwritten(Step setting) {
        inEveryOrder(fleet -> {
            keep(fleet.first, "v1");
            return new Scene(List.of(() -> fleet.second.get(K), () -> keep(fleet.on(setting), "v2")), () -> {
                // a copy of the new value may be taken for one of the old
                assertThat(fleet.left()).isSubsetOf("v2");
            });
        });
    }

    @Test
    void two_copies_are_one() {
        inEveryOrder(fleet -> {
            keep(fleet.first, "v1");
            return new Scene(List.of(() -> fleet.second.get(K), () -> fleet.second.get(K)), () -> {
                assertThat(string(fleet.after.get(K))).isEqualTo("v1");
                assertThat(fleet.before.get(K)).isNull();
            });
        });
    }

    @Test
    void who_reads_at_the_old_home_first_never_misses_what_is_copied() {
        inEveryOrder(fleet -> {
            keep(fleet.first, "v1");
            return new Scene(
                    List.of(
                            () -> fleet.second.get(K),
                            () -> assertThat(string(fleet.first.get(K))).isEqualTo("v1")),
                    () -> fleet.assertSeenByAll("v1"));
        });
    }

    @ParameterizedTest
    @EnumSource
    void of_two_values_set_at_once_one_stays_or_none(Step other) {
        inEveryOrder(fleet -> {
            keep(fleet.first, "v1");
            return new Scene(
                    List.of(() -> keep(fleet.second, "v2"), () -> keep(fleet.on(other), "v3")),
                    () -> assertThat(fleet.left()).hasSizeLessThan(2).doesNotContain("v1"));
        });
    }

    @ParameterizedTest
    @EnumSource
    void no_value_loaded_from_before_a_change_outlives_its_delete(Step loading) {
        for (Step deleting : Step.values()) {
            for (boolean stale : new boolean[] {false, true}) {
                inEveryOrder(fleet -> {
                    if (stale) {
                        with(fleet, loading, (all, store) -> keep(store, "v0"));
                    }
                    return new Scene(
                            List.of(() -> fleet.load(fleet.on(loading), "token"), () -> {
                                fleet.database = "v2";
                                fleet.on(deleting).delete(K);
                            }),
                            () -> assertThat(fleet.left()).doesNotContain("v0", "v1"));
                });
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void no_number_loaded_from_before_a_change_outlives_its_delete(Step loading) {
        for (Step deleting : Step.values()) {
            inEveryOrder(fleet -> {
                fleet.database = "1";
                return new Scene(
                        List.of(() -> fleet.load(fleet.on(loading), "token"), () -> {
                            fleet.database = "2";
                            fleet.on(deleting).delete(K);
                        }),
                        () -> assertThat(fleet.left()).doesNotContain("1"));
            });
        }
    }

    @ParameterizedTest
    @EnumSource
    void no_value_loaded_from_before_a_change_outlives_what_is_set(Step loading) {
        for (Step setting : Step.values()) {
            inEveryOrder(fleet -> new Scene(
                    List.of(() -> fleet.load(fleet.on(loading), "token"), () -> {
                        fleet.database = "v2";
                        keep(fleet.on(setting), "v2");
                    }),
                    () -> assertThat(fleet.left()).isSubsetOf("v2")));
        }
    }

    @Test
    void one_of_two_loads_on_different_steps_runs_at_most() {
        inEveryOrder(fleet -> new Scene(
                List.of(() -> fleet.load(fleet.first, "token 1"), () -> fleet.load(fleet.second, "token 2")), () -> {
                    assertThat(fleet.loads).hasValue(1);
                    fleet.assertSeenByAll("v1");
                }));
    }

    @Test
    void a_stale_value_is_replaced_on_either_step_wherever_it_is() {
        for (Step keeping : Step.values()) {
            for (Step loading : Step.values()) {
                Fleet fleet = new Fleet();
                keep(fleet.on(keeping), "v0");
                fleet.load(fleet.on(loading), "token");
                assertThat(fleet.left()).containsExactly("v1");
                fleet.assertSeenByAll("v1");
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void counting_is_exact_while_others_read(Step counting) {
        inEveryOrder(fleet -> {
            keep(fleet.first, "5");
            return new Scene(
                    List.of(() -> fleet.second.get(K), () -> fleet.on(counting).increment(K, 1, 0, 10)),
                    () -> fleet.assertSeenByAll("6"));
        });
    }

    @ParameterizedTest
    @EnumSource
    void a_number_that_is_set_is_counted_by_all(Step setting) {
        for (Step counting : Step.values()) {
            Fleet fleet = new Fleet();
            keep(fleet.on(setting), "text");
            keep(fleet.on(setting), "41");
            assertThat(fleet.on(counting).increment(K, 1, 0, 100)).hasValue(42);
            fleet.assertSeenByAll("42");
        }
    }

    @Test
    void one_of_two_who_add_at_once_succeeds() {
        for (Step other : Step.values()) {
            inEveryOrder(fleet -> {
                AtomicInteger added = new AtomicInteger();
                return new Scene(
                        List.of(
                                () -> added.addAndGet(fleet.second.add(K, bytes("a"), MINUTE) ? 1 : 0),
                                () -> added.addAndGet(fleet.on(other).add(K, bytes("b"), MINUTE) ? 1 : 0)),
                        () -> {
                            assertThat(added).hasValue(1);
                            assertThat(fleet.left()).hasSize(1);
                        });
            });
        }
    }

    @Test
    void who_adds_while_another_sets_leaves_no_second_value() {
        for (Step adding : Step.values()) {
            for (Step setting : Step.values()) {
                inEveryOrder(fleet -> new Scene(
                        List.of(
                                () -> fleet.on(adding).add(K, bytes("added"), MINUTE),
                                () -> keep(fleet.on(setting), "set")),
                        () -> assertThat(fleet.left()).doesNotContain("added").hasSizeLessThan(2)));
            }
        }
    }

    @Test
    void one_process_has_a_lock() {
        Fleet fleet = new Fleet();
        byte[] lock = bytes("lock");
        assertThat(fleet.second.claim(K.bytes(), lock, bytes("ours"), MINUTE)).isTrue();
        assertThat(fleet.first.claim(K.bytes(), lock, bytes("theirs"), MINUTE)).isFalse();
        assertThat(fleet.first.owner(K.bytes(), lock)).isEqualTo(bytes("ours"));
        assertThat(fleet.first.renew(K.bytes(), lock, bytes("ours"), MINUTE)).isTrue();
        assertThat(fleet.second.release(K.bytes(), lock, bytes("ours"))).isTrue();
        assertThat(fleet.first.claim(K.bytes(), lock, bytes("theirs"), MINUTE)).isTrue();
    }

    @Test
    void on_the_third_step_nothing_comes_back_of_what_was_moved() {
        inEveryOrder(fleet -> {
            keep(fleet.first, "v1");
            fleet.second.get(K);
            return new Scene(
                    List.of(() -> fleet.second.get(K), () -> fleet.after.delete(K)),
                    () -> assertThat(fleet.left()).isEmpty());
        });
        inEveryOrder(fleet -> new Scene(
                List.of(() -> fleet.load(fleet.second, "token"), () -> {
                    fleet.database = "v2";
                    fleet.after.delete(K);
                }),
                () -> assertThat(fleet.left()).doesNotContain("v1")));
    }

    @Test
    void a_key_that_stays_on_its_server_is_asked_for_once() {
        Store here = new SteppingStore(new InMemoryStore(InstantSource.system()), "same");
        Store closed = new SteppingStore(new InMemoryStore(InstantSource.system()), "same");
        closed.close();
        for (Store each :
                List.of(new MovingToStore(here, closed, Seen::whole), new MovingFromStore(closed, here, Seen::whole))) {
            assertThat(each.get(K)).isNull();
            keep(each, "1");
            assertThat(each.getMany(List.of(K, K))).hasSize(2).doesNotContainNull();
            assertThat(each.increment(K, 1, 0, 10)).hasValue(2);
            assertThat(each.claim(K.bytes(), bytes("lock"), bytes("ours"), MINUTE))
                    .isTrue();
            assertThat(each.deleteMany(List.of(K))).isEqualTo(1);
            assertThat(each.add(K, bytes("v"), MINUTE)).isTrue();
            assertThat(each.delete(K)).isTrue();
            each.release(K.bytes(), bytes("lock"), bytes("ours"));
        }
    }

    @Test
    void an_old_server_that_is_down_makes_reads_miss_and_changes_fail() {
        FlakyStore down = new FlakyStore(new SteppingStore(new InMemoryStore(InstantSource.system()), "before"));
        Fleet fleet = new Fleet();
        Store store = new MovingFromStore(down, fleet.after, Seen::whole);
        keep(fleet.after, "moved");
        EntryKey other = key("other");
        store.set(other, bytes("value"), MINUTE);
        down.goAway();
        assertThat(string(store.get(K))).isEqualTo("moved");
        fleet.after.delete(other);
        assertThat(store.get(other)).isNull();
        assertThat(store.getMany(List.of(other, K))).containsExactly(null, bytes("moved"));
        List<Runnable> changes = List.of(
                () -> store.delete(K),
                () -> keep(store, "new"),
                () -> keep(store, "1"),
                () -> store.add(other, bytes("new"), MINUTE),
                () -> store.increment(K, 1, 0, 10));
        for (Runnable each : changes) {
            assertThatThrownBy(each::run).isInstanceOf(CacheUnavailableException.class);
        }
    }

    @Test
    void who_cannot_copy_now_has_the_value_all_the_same() {
        Fleet fleet = new Fleet();
        keep(fleet.first, "v1");
        fleet.after.claim(K.bytes(), K.lease(), bytes("theirs"), MINUTE);
        assertThat(string(fleet.second.get(K))).isEqualTo("v1");
        assertThat(string(fleet.before.get(K))).isEqualTo("v1");
        fleet.after.coolDown(K, bytes("theirs"), MINUTE);
        assertThat(string(fleet.second.get(K))).isEqualTo("v1");
        assertThat(fleet.after.get(K)).isNull();
    }
}
