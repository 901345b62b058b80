package dev.larder;

import org.jspecify.annotations.Nullable;

/** A value has no form in the configured format, is too large for it, or is not what the operation needs. */
public final class ValueFormatException extends CacheException {
    private static final long serialVersionUID = 1L;

    /** With what was found, what was wanted and what to do. */
    public ValueFormatException(String message) {
        this(message, null);
    }

    /** With what was found, what was wanted and what to do, and the cause. */
    public ValueFormatException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
