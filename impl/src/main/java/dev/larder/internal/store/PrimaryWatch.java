package dev.larder.internal.store;

import dev.larder.CacheUnavailableException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Follows the primary that sentinels name: asks them before the first use, when the primary fails, and every second while it
 * is used, for one that was replaced may still answer. One caller asks at a time; the others go on with what is known.
 */
final class PrimaryWatch implements AutoCloseable {
    private static final long NOT_SOONER = Duration.ofMillis(100).toNanos();
    private static final long SELDOM = Duration.ofSeconds(1).toNanos();
    private static final long UNUSED = Duration.ofSeconds(10).toNanos();
    /** How long calls on a primary that was replaced may take to end. */
    private static final long LINGER = Duration.ofSeconds(30).toNanos();

    /** The servers at some time, and the store on them; equal to itself alone. */
    static final class Current {
        private final Sentinels.Group group;
        private final Store store;

        private Current(Sentinels.Group group, Store store) {
            this.group = group;
            this.store = store;
        }

        Store store() {
            return store;
        }
    }

    private final Sentinels sentinels;
    private final Function<Sentinels.Group, Store> opening;
    private final Alarm alarm;
    private final String name;
    private final AtomicReference<@Nullable Current> current = new AtomicReference<>();
    private final AtomicReference<@Nullable CompletableFuture<Current>> asking = new AtomicReference<>();
    private final Map<Store, Future<?>> replaced = new ConcurrentHashMap<>();
    private final AtomicBoolean watching = new AtomicBoolean();
    private volatile long askedAt;
    private volatile long usedAt;
    private volatile @Nullable Future<?> next;
    private volatile boolean closed;

    PrimaryWatch(Sentinels sentinels, Function<Sentinels.Group, Store> opening, Alarm alarm, String name) {
        this.sentinels = sentinels;
        this.opening = opening;
        this.alarm = alarm;
        this.name = name;
    }

    /** The primary as far as is known; waits for the sentinels if nothing is. */
    Current current() {
        used();
        Current known = current.get();
        return known != null ? known : asked();
    }

    /** The primary as far as is known; null if nothing is. */
    @Nullable
    Current known() {
        return current.get();
    }

    /** The servers that took the place of these, which have failed; null if they are the same still. */
    @Nullable
    Current after(Current failed) {
        Current known = current.get();
        if (!failed.equals(known)) {
            return known;
        }
        if (alarm.nanoTime() - askedAt < NOT_SOONER || asking.get() != null) {
            return null;
        }
        try {
            Current now = asked();
            return now.equals(failed) ? null : now;
        } catch (CacheUnavailableException nobodyKnows) {
            // the caller has an outage to tell already
            return null;
        }
    }

    /** What the sentinels say now; who comes while another asks waits for his answer. */
    private Current asked() {
        CompletableFuture<Current> mine = new CompletableFuture<>();
        CompletableFuture<Current> running = asking.compareAndExchange(null, mine);
        if (running != null) {
            return awaited(running);
        }
        try {
            Current answer = look();
            mine.complete(answer);
            return answer;
        } catch (RuntimeException nobodyKnows) {
            mine.completeExceptionally(nobodyKnows);
            throw nobodyKnows;
        } finally {
            askedAt = alarm.nanoTime();
            asking.set(null);
        }
    }

    private static Current awaited(CompletableFuture<Current> answer) {
        try {
            return answer.join();
        } catch (CompletionException failed) {
            Throwable why = failed.getCause() == null ? failed : failed.getCause();
            throw new CacheUnavailableException(String.valueOf(why.getMessage()), why.getCause());
        }
    }

    private Current look() {
        Current before = current.get();
        Sentinels.Group group = sentinels.ask(before == null ? null : before.group.primary());
        if (before != null && before.group.equals(group)) {
            return before;
        }
        Current now = new Current(group, opening.apply(group));
        current.set(now);
        if (before != null) {
            retire(before.store);
        }
        if (closed) {
            now.store.close();
        }
        return now;
    }

    /** Calls that have begun there may still end there. */
    private void retire(Store store) {
        replaced.put(store, alarm.after(LINGER, name, () -> {
            replaced.remove(store);
            store.close();
        }));
    }

    private void used() {
        usedAt = alarm.nanoTime();
        if (!watching.get() && watching.compareAndSet(false, true)) {
            next = alarm.after(SELDOM, name, this::round);
        }
    }

    private void round() {
        if (alarm.nanoTime() - usedAt > UNUSED) {
            watching.set(false);
            return;
        }
        try {
            asked();
        } catch (CacheUnavailableException nobodyKnows) {
            // as long as the primary answers, that harms nobody; if it does not, its callers tell
            askedAt = alarm.nanoTime();
        } finally {
            next = alarm.after(SELDOM, name, this::round);
        }
    }

    @Override
    public void close() {
        closed = true;
        Future<?> last = next;
        if (last != null) {
            last.cancel(false);
        }
        Current known = current.get();
        if (known != null) {
            known.store.close();
        }
        replaced.keySet().forEach(Store::close);
        sentinels.close();
    }
}
