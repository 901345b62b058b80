package dev.larder.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.larder.Cache;
import dev.larder.CacheLock;
import dev.larder.LoadOptions;
import dev.larder.Ttl;
import dev.larder.ValueFormatException;
import dev.larder.ValueType;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What cannot be is refused at the door, and nothing has happened then. */
interface Refusals extends Caches {
    /** Null, in a place where the compiler would not let it. */
    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
    private static <T> T none() {
        return Arrays.asList((T) null).get(0);
    }

    private static Map<String, Long> pair(String key, Long value) {
        Map<String, Long> pair = new LinkedHashMap<>();
        pair.put("fine", 1L);
        pair.put(key, value);
        return pair;
    }

    /** Every method that takes a key. */
    private static Stream<Consumer<Cache<Long>>> withKey(String key) {
        LoadOptions options = LoadOptions.freshFor(Ttl.ofMinutes(1));
        return Stream.of(
                cache -> cache.get(key),
                cache -> cache.getMany(Arrays.asList("fine", key)),
                cache -> cache.contains(key),
                cache -> cache.ttl(key),
                cache -> cache.getOrSet(key, () -> 1L),
                cache -> cache.getOrSet(key, () -> 1L, options),
                cache -> cache.getOrSet(key, () -> 1L, options, value -> Ttl.FOREVER),
                cache -> cache.getOrSetMany(Arrays.asList("fine", key), keys -> Map.of("fine", 1L)),
                cache -> cache.getOrSetMany(Arrays.asList("fine", key), keys -> Map.of("fine", 1L), options),
                cache -> cache.set(key, 1L),
                cache -> cache.set(key, 1L, Ttl.FOREVER),
                cache -> cache.setMany(pair(key, 1L)),
                cache -> cache.setMany(pair(key, 1L), Ttl.FOREVER),
                cache -> cache.add(key, 1L),
                cache -> cache.add(key, 1L, Ttl.FOREVER),
                cache -> cache.touch(key),
                cache -> cache.touch(key, Ttl.FOREVER),
                cache -> cache.persist(key),
                cache -> cache.delete(key),
                cache -> cache.deleteMany(Arrays.asList("there", key)),
                cache -> cache.deleteMatching(key),
                cache -> cache.keys(key).forEach(found -> {}),
                cache -> cache.increment(key),
                cache -> cache.increment(key, 2),
                cache -> cache.decrement(key),
                cache -> cache.decrement(key, 2),
                cache -> cache.moveToVersion(key, 2),
                cache -> cache.lock(key, Duration.ofSeconds(1)),
                cache -> cache.explain(key));
    }

    private static void assertRefused(
            Cache<Long> cache, Stream<Consumer<Cache<Long>>> calls, Class<? extends Throwable> with) {
        cache.set("there", 7L);
        AtomicInteger number = new AtomicInteger();
        calls.forEach(call -> assertThatThrownBy(() -> call.accept(cache))
                .as("call %d", number.getAndIncrement())
                .isInstanceOf(with));
        assertThat(cache.keys("*")).containsExactly("there");
        assertThat(cache.get("there")).isEqualTo(7);
    }

    @Test
    default void null_is_never_a_key() {
        assertRefused(cache(Long.class), withKey(none()), NullPointerException.class);
    }

    @Test
    default void half_a_character_is_never_a_key() {
        for (String half : List.of("\uD83D", "\uDE00", "a\uD83Db", "\uDE00\uD83D")) {
            assertRefused(cache(Long.class), withKey(half), IllegalArgumentException.class);
        }
    }

    @Test
    default void null_is_never_an_argument() {
        LoadOptions options = LoadOptions.freshFor(Ttl.ofMinutes(1));
        assertRefused(
                cache(Long.class),
                Stream.of(
                        cache -> cache.getMany(none()),
                        cache -> cache.getOrSet("k", none()),
                        cache -> cache.getOrSet("k", none(), options),
                        cache -> cache.getOrSet("k", () -> 1L, none()),
                        cache -> cache.getOrSet("k", () -> 1L, options, none()),
                        cache -> cache.getOrSetMany(none(), keys -> Map.of()),
                        cache -> cache.getOrSetMany(List.of("k"), none()),
                        cache -> cache.getOrSetMany(List.of("k"), keys -> Map.of(), none()),
                        cache -> cache.set("k", none()),
                        cache -> cache.set("k", none(), Ttl.FOREVER),
                        cache -> cache.set("k", 1L, none()),
                        cache -> cache.setMany(none()),
                        cache -> cache.setMany(pair("k", none())),
                        cache -> cache.setMany(pair("k", 1L), none()),
                        cache -> cache.add("k", none()),
                        cache -> cache.add("k", 1L, none()),
                        cache -> cache.touch("there", none()),
                        cache -> cache.deleteMany(none()),
                        cache -> cache.lock("k", none()),
                        cache -> cache.rewriteAll(none())),
                NullPointerException.class);
    }

    @Test
    default void a_lock_takes_no_null_and_no_time_that_is_not_positive() {
        try (CacheLock lock = cache(String.class).lock("l", Duration.ofMinutes(1))) {
            assertThatThrownBy(() -> lock.tryAcquire(none())).isInstanceOf(NullPointerException.class);
            assertThat(lock.tryAcquire()).isTrue();
            assertThatThrownBy(() -> lock.extend(none())).isInstanceOf(NullPointerException.class);
            assertThatThrownBy(() -> lock.extend(Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> lock.extend(Duration.ofSeconds(-1))).isInstanceOf(IllegalArgumentException.class);
            assertThat(lock.isHeld()).isTrue();
        }
    }

    @Test
    default void a_value_that_has_no_form_is_refused_and_nothing_is_stored() {
        Cache<Object> cache = cache(ValueType.of(Object.class));
        Object formless = new Object();
        cache.set("there", "v");
        Map<String, Object> many = new LinkedHashMap<>();
        many.put("there", "new");
        many.put("a", "new");
        many.put("last", formless);
        assertThatThrownBy(() -> cache.set("there", formless)).isInstanceOf(ValueFormatException.class);
        assertThatThrownBy(() -> cache.set("there", formless, Ttl.FOREVER)).isInstanceOf(ValueFormatException.class);
        assertThatThrownBy(() -> cache.add("a", formless)).isInstanceOf(ValueFormatException.class);
        assertThatThrownBy(() -> cache.setMany(many)).isInstanceOf(ValueFormatException.class);
        assertThat(cache.keys("*")).containsExactly("there");
        assertThat(cache.get("there")).isEqualTo("v");
        assertThat(cache.statistics().puts()).isEqualTo(1);
    }

    @Test
    default void a_lock_of_a_closed_cache_says_so_but_may_be_closed() {
        Cache<String> cache = cache(String.class);
        CacheLock lock = cache.lock("l", Duration.ofMillis(50));
        lock.tryAcquire();
        cache.close();
        assertThatThrownBy(lock::tryAcquire).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(lock::isHeld).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> lock.extend(Duration.ofSeconds(1))).isInstanceOf(IllegalStateException.class);
        lock.close();
    }
}
