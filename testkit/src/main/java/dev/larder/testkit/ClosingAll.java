package dev.larder.testkit;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Closes all of several things, even if one of them fails. */
final class ClosingAll {
    private ClosingAll() {}

    /**
     * Closes each in its turn.
     *
     * @throws IllegalStateException after all had their turn, if one failed
     */
    static void of(Collection<? extends AutoCloseable> things) {
        IllegalStateException failures = tryAll(things);
        if (failures != null) {
            throw failures;
        }
    }

    /** Closes each because of a failure, which stays the one to be told. */
    static void after(Throwable failure, AutoCloseable thing) {
        try {
            thing.close();
        } catch (Exception another) {
            failure.addSuppressed(another);
        }
    }

    private static @Nullable IllegalStateException tryAll(Collection<? extends AutoCloseable> things) {
        IllegalStateException failures = null;
        for (AutoCloseable thing : things) {
            try {
                thing.close();
            } catch (Exception failure) {
                if (failures == null) {
                    failures = new IllegalStateException("not all could be closed", failure);
                } else {
                    failures.addSuppressed(failure);
                }
            }
        }
        return failures;
    }
}
