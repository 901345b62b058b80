package dev.larder.testkit;

import static dev.larder.testkit.CacheHome.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.larder.Cache;
import dev.larder.CacheLock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A lock has one owner at a time. */
interface Locks extends CacheHome {
    Duration LONG = Duration.ofMinutes(5);

    @Test
    default void only_one_holds_it() {
        CacheLock one = cache(String.class).lock("l", LONG);
        CacheLock other = cache(String.class).lock("l", LONG);
        assertThat(one.isHeld()).isFalse();
        assertThat(one.tryAcquire()).isTrue();
        assertThat(one.isHeld()).isTrue();
        assertThat(other.tryAcquire()).isFalse();
        assertThat(other.tryAcquire(Duration.ofMillis(30))).isFalse();
        assertThat(other.isHeld()).isFalse();
        assertThat(one.tryAcquire()).isFalse();
        assertThat(one.isHeld()).isTrue();
        one.close();
        assertThat(one.isHeld()).isFalse();
        assertThat(other.tryAcquire()).isTrue();
        one.close();
        assertThat(other.isHeld()).isTrue();
        other.close();
        other.close();
        assertThat(one.tryAcquire(Duration.ZERO)).isTrue();
        one.close();
    }

    @Test
    default void it_ends_by_itself_and_its_late_owner_does_no_harm() {
        Cache<String> cache = cache(String.class);
        CacheLock brief = cache.lock("l", Duration.ofMillis(40));
        CacheLock next = cache.lock("l", LONG);
        assertThat(brief.tryAcquire()).isTrue();
        assertThat(next.tryAcquire(Duration.ofSeconds(20))).isTrue();
        assertThat(brief.isHeld()).isFalse();
        assertThat(brief.extend(LONG)).isFalse();
        brief.close();
        assertThat(next.isHeld()).isTrue();
        next.close();
    }

    @Test
    default void it_can_be_extended() {
        Cache<String> cache = cache(String.class);
        CacheLock lock = cache.lock("l", Duration.ofMinutes(1));
        assertThat(lock.extend(LONG)).isFalse();
        assertThat(lock.tryAcquire()).isTrue();
        assertThat(lock.extend(Duration.ofMillis(30))).isTrue();
        until(() -> !lock.isHeld());
        assertThat(lock.extend(LONG)).isFalse();
    }

    @Test
    default void a_waiting_caller_gets_it_when_it_is_given_back() {
        Cache<String> cache = cache(String.class);
        CacheLock lock = cache.lock("l", LONG);
        lock.tryAcquire();
        CompletableFuture<Boolean> waiting =
                CompletableFuture.supplyAsync(() -> cache.lock("l", LONG).tryAcquire(Duration.ofSeconds(30)));
        assertThat(waiting.isDone()).isFalse();
        lock.close();
        assertThat(waiting.join()).isTrue();
    }

    @Test
    default void an_interrupt_ends_the_wait_and_keeps_the_flag() {
        Cache<String> cache = cache(String.class);
        CacheLock lock = cache.lock("l", LONG);
        lock.tryAcquire();
        Thread.currentThread().interrupt();
        boolean acquired;
        boolean flag;
        try {
            acquired = cache.lock("l", LONG).tryAcquire(Duration.ofSeconds(30));
        } finally {
            flag = Thread.interrupted();
        }
        assertThat(acquired).isFalse();
        assertThat(flag).isTrue();
        lock.close();
    }

    @Test
    default void locks_and_entries_of_one_name_are_two_things() {
        Cache<String> cache = cache(String.class);
        cache.set("l", "entry");
        try (CacheLock lock = cache.lock("l", LONG);
                CacheLock elsewhere = cache.atVersion(2).lock("l", LONG)) {
            assertThat(lock.tryAcquire()).isTrue();
            assertThat(elsewhere.tryAcquire()).isTrue();
            assertThat(cache.get("l")).isEqualTo("entry");
            assertThat(cache.delete("l")).isTrue();
            assertThat(lock.isHeld()).isTrue();
        }
    }

    @Test
    default void a_time_that_is_not_positive_is_refused() {
        Cache<String> cache = cache(String.class);
        assertThatThrownBy(() -> cache.lock("l", Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> cache.lock("l", Duration.ofSeconds(-1))).isInstanceOf(IllegalArgumentException.class);
    }
}
