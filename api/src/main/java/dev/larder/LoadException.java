package dev.larder;

import org.jspecify.annotations.Nullable;

/** A loader failed with a checked exception, which is the cause, or returned null. */
public final class LoadException extends CacheException {
    private static final long serialVersionUID = 1L;

    /** With what was found, what was wanted and what to do. */
    public LoadException(String message) {
        this(message, null);
    }

    /** With what was found, what was wanted and what to do, and the cause. */
    public LoadException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
