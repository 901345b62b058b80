package dev.larder.internal;

import dev.larder.internal.store.Alarm;
import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** An alarm that goes off on the thread of the test, while that lets its clock advance. */
public final class ManualAlarm implements Alarm {
    private record Due(long at, FutureTask<?> task) {}

    private final ManualClock clock;
    private final Queue<Due> queue = new PriorityQueue<>(Comparator.comparingLong(Due::at));

    public ManualAlarm(ManualClock clock) {
        this.clock = clock;
    }

    @Override
    public long nanoTime() {
        return TimeUnit.MILLISECONDS.toNanos(clock.millis());
    }

    @Override
    public synchronized Future<?> after(long nanos, String server, Runnable task) {
        FutureTask<?> due = new FutureTask<>(task, true);
        queue.add(new Due(clock.millis() + TimeUnit.NANOSECONDS.toMillis(nanos), due));
        return due;
    }

    /** Lets time pass, and does what is due at the moment when it is. */
    public void advance(Duration time) {
        long end = clock.millis() + time.toMillis();
        Due next = due(end);
        while (next != null) {
            clock.advance(Duration.ofMillis(Math.max(0, next.at - clock.millis())));
            next.task.run();
            next = due(end);
        }
        clock.advance(Duration.ofMillis(end - clock.millis()));
    }

    private synchronized @Nullable Due due(long end) {
        Due next = queue.peek();
        return next == null || next.at > end ? null : queue.poll();
    }

    /** How much is still to be done. */
    public synchronized long pending() {
        return queue.stream().filter(each -> !each.task.isDone()).count();
    }

    @Override
    public synchronized void close() {
        queue.clear();
    }
}
