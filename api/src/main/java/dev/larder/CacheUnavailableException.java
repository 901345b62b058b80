package dev.larder;

import org.jspecify.annotations.Nullable;

/** Redis is away, too slow or full, or refuses us: the message names the server, the operation and the time waited. */
public final class CacheUnavailableException extends CacheException {
    private static final long serialVersionUID = 1L;

    /** With what was found, what was wanted and what to do. */
    public CacheUnavailableException(String message) {
        this(message, null);
    }

    /** With what was found, what was wanted and what to do, and the cause. */
    public CacheUnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
