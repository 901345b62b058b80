package dev.larder.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.larder.Cache;
import dev.larder.CacheLock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Locks between all programs. */
interface Locks extends Caches {
    /** Longer than any test. */
    Duration LONG_ENOUGH = Duration.ofMinutes(5);

    @Test
    default void one_holds_a_lock_among_all_programs() {
        CacheLock one = texts().lock("k", LONG_ENOUGH);
        CacheLock other = othersTexts().lock("k", LONG_ENOUGH);
        assertThat(one.isHeld()).isFalse();
        assertThat(one.tryAcquire()).isTrue();
        assertThat(other.tryAcquire()).isFalse();
        assertThat(one.isHeld()).isTrue();
        assertThat(other.isHeld()).isFalse();
        one.close();
        assertThat(one.isHeld()).isFalse();
        assertThat(other.tryAcquire()).isTrue();
        assertThat(one.tryAcquire()).isFalse();
    }

    @Test
    default void a_lock_is_not_reentrant() {
        Cache<String> cache = texts();
        try (CacheLock lock = cache.lock("k", LONG_ENOUGH)) {
            assertThat(lock.tryAcquire()).isTrue();
            assertThat(lock.tryAcquire()).isFalse();
            assertThat(cache.lock("k", LONG_ENOUGH).tryAcquire()).isFalse();
            assertThat(lock.isHeld()).isTrue();
        }
    }

    @Test
    default void a_lock_can_be_taken_again_after_it_was_given_back() {
        CacheLock lock = texts().lock("k", LONG_ENOUGH);
        for (int i = 0; i < 3; i++) {
            assertThat(lock.tryAcquire()).isTrue();
            lock.close();
            lock.close();
            assertThat(lock.isHeld()).isFalse();
        }
    }

    @Test
    default void a_lock_ends_by_itself() {
        Cache<String> cache = texts();
        CacheLock lost = cache.lock("k", Duration.ofMillis(60));
        CacheLock next = othersTexts().lock("k", LONG_ENOUGH);
        assertThat(lost.tryAcquire()).isTrue();
        Eventually.passes(() -> assertThat(lost.isHeld()).isFalse());
        assertThat(lost.extend(LONG_ENOUGH)).isFalse();
        assertThat(next.tryAcquire()).isTrue();
        assertThat(lost.extend(LONG_ENOUGH)).isFalse();
        lost.close();
        assertThat(next.isHeld()).isTrue();
        assertThat(cache.lock("k", LONG_ENOUGH).tryAcquire()).isFalse();
    }

    @Test
    default void one_that_holds_no_lock_gives_none_back() {
        CacheLock owner = texts().lock("k", LONG_ENOUGH);
        CacheLock stranger = othersTexts().lock("k", LONG_ENOUGH);
        assertThat(owner.tryAcquire()).isTrue();
        stranger.close();
        assertThat(stranger.tryAcquire()).isFalse();
        stranger.close();
        assertThat(stranger.extend(Duration.ofMillis(1))).isFalse();
        assertThat(owner.isHeld()).isTrue();
    }

    @Test
    default void an_extension_starts_the_time_anew() {
        CacheLock lock = texts().lock("k", Duration.ofMillis(300));
        assertThat(lock.extend(LONG_ENOUGH)).isFalse();
        assertThat(lock.tryAcquire()).isTrue();
        assertThat(lock.extend(LONG_ENOUGH)).isTrue();
        Eventually.pause(400);
        assertThat(lock.isHeld()).isTrue();
        assertThat(lock.extend(Duration.ofMillis(30))).isTrue();
        Eventually.passes(() -> assertThat(lock.isHeld()).isFalse());
    }

    @Test
    default void one_that_waits_gets_the_lock_when_it_is_free() {
        CacheLock owner = texts().lock("k", LONG_ENOUGH);
        CacheLock next = othersTexts().lock("k", LONG_ENOUGH);
        assertThat(owner.tryAcquire(Duration.ZERO)).isTrue();
        Future<Boolean> waiting = Together.begin(() -> next.tryAcquire(Duration.ofSeconds(30)));
        Eventually.pause(60);
        assertThat(waiting.isDone()).isFalse();
        owner.close();
        assertThat(Together.result(waiting)).isTrue();
        assertThat(next.isHeld()).isTrue();
    }

    @Test
    default void one_that_waits_too_short_gives_up() {
        CacheLock owner = texts().lock("k", LONG_ENOUGH);
        CacheLock next = othersTexts().lock("k", LONG_ENOUGH);
        assertThat(owner.tryAcquire()).isTrue();
        long start = System.nanoTime();
        assertThat(next.tryAcquire(Duration.ofMillis(60))).isFalse();
        assertThat(System.nanoTime() - start)
                .isGreaterThanOrEqualTo(Duration.ofMillis(60).toNanos());
        assertThat(next.tryAcquire(Duration.ZERO)).isFalse();
        assertThat(next.tryAcquire(Duration.ofMillis(-1))).isFalse();
        assertThat(owner.isHeld()).isTrue();
    }

    @Test
    default void an_interrupt_ends_the_wait_and_keeps_the_flag() {
        CacheLock owner = texts().lock("k", LONG_ENOUGH);
        CacheLock next = othersTexts().lock("k", LONG_ENOUGH);
        assertThat(owner.tryAcquire()).isTrue();
        Future<Boolean> interrupted = Together.begin(() -> {
            Thread.currentThread().interrupt();
            boolean acquired = next.tryAcquire(LONG_ENOUGH);
            return Thread.interrupted() && !acquired;
        });
        assertThat(Together.result(interrupted)).isTrue();
    }

    @Test
    default void threads_are_in_the_lock_one_at_a_time() {
        Cache<String> cache = texts();
        AtomicInteger inside = new AtomicInteger();
        assertThat(Together.run(4, () -> {
                    boolean alone = true;
                    for (int i = 0; i < 5; i++) {
                        try (CacheLock lock = cache.lock("k", LONG_ENOUGH)) {
                            alone &= lock.tryAcquire(Duration.ofSeconds(30));
                            alone &= inside.incrementAndGet() == 1;
                            alone &= inside.decrementAndGet() == 0;
                        }
                    }
                    return alone;
                }))
                .containsOnly(true);
    }

    @Test
    default void a_lock_and_an_entry_may_have_the_same_name() {
        Cache<String> cache = texts();
        cache.set("k", "v");
        CacheLock lock = cache.lock("k", LONG_ENOUGH);
        assertThat(lock.tryAcquire()).isTrue();
        assertThat(cache.get("k")).isEqualTo("v");
        assertThat(cache.keys("*")).containsExactly("k");
        cache.set("k", "w");
        assertThat(cache.getOrSet("loaded", () -> "v")).isEqualTo("v");
        assertThat(cache.delete("k")).isTrue();
        assertThat(cache.delete("k")).isFalse();
        assertThat(lock.isHeld()).isTrue();
        lock.close();
        assertThat(cache.keys("*")).containsExactly("loaded");
    }

    @Test
    default void locks_stay_when_entries_are_cleared() {
        Cache<String> cache = texts();
        CacheLock lock = cache.lock("k", LONG_ENOUGH);
        assertThat(lock.tryAcquire()).isTrue();
        cache.set("k", "v");
        assertThat(cache.deleteMatching("*")).isEqualTo(1);
        assertThat(cache.clear()).isZero();
        assertThat(cache.clearAllVersions()).isZero();
        assertThat(cache.deleteMany(List.of("k"))).isZero();
        assertThat(cache.rewriteAll()).isZero();
        assertThat(lock.isHeld()).isTrue();
    }

    @Test
    default void locks_of_other_versions_and_prefixes_are_others() {
        Cache<String> cache = texts();
        Cache<String> elsewhere = opened(caches().keyPrefix(prefix() + "-other").build(String.class));
        assertThat(cache.lock("k", LONG_ENOUGH).tryAcquire()).isTrue();
        assertThat(cache.lock("K", LONG_ENOUGH).tryAcquire()).isTrue();
        assertThat(cache.atVersion(2).lock("k", LONG_ENOUGH).tryAcquire()).isTrue();
        assertThat(elsewhere.lock("k", LONG_ENOUGH).tryAcquire()).isTrue();
    }

    @Test
    default void a_lock_needs_a_positive_time() {
        Cache<String> cache = texts();
        for (Duration none : List.of(Duration.ZERO, Duration.ofMillis(-1))) {
            assertThatThrownBy(() -> cache.lock("k", none)).isInstanceOf(IllegalArgumentException.class);
        }
        CacheLock lock = cache.lock("k", LONG_ENOUGH);
        assertThat(lock.tryAcquire()).isTrue();
        assertThatThrownBy(() -> lock.extend(Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
        assertThat(lock.isHeld()).isTrue();
    }
}
