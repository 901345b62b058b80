package dev.larder;

import org.jspecify.annotations.Nullable;

/** The operation needs an entry, and there is none under the key. */
public final class NoSuchKeyException extends CacheException {
    private static final long serialVersionUID = 1L;

    /** With what was found, what was wanted and what to do. */
    public NoSuchKeyException(String message) {
        this(message, null);
    }

    /** With what was found, what was wanted and what to do, and the cause. */
    public NoSuchKeyException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
