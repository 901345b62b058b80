package dev.larder.testkit;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for what takes its time, without saying how long. */
final class Eventually {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private Eventually() {}

    /** Repeats the check until it passes; its last failure if it never does. */
    static void passes(Runnable check) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                check.run();
                return;
            } catch (AssertionError notYet) {
                if (System.nanoTime() - deadline > 0) {
                    throw notYet;
                }
                pause(5);
            }
        }
    }

    /** Waits until something holds. */
    static void until(BooleanSupplier holds) {
        until(holds, () -> "it did not come true");
    }

    /** Waits until something holds; what to say if it never does. */
    static void until(BooleanSupplier holds, Supplier<String> otherwise) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!holds.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError(otherwise.get() + " within " + PATIENCE);
            }
            pause(5);
        }
    }

    /** Lets at least this time pass. */
    static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting", interrupted);
        }
    }
}
