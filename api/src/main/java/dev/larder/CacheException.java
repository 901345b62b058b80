package dev.larder;

import org.jspecify.annotations.Nullable;

/** What goes wrong with a cache, apart from arguments and states that the caller could have known. */
public abstract sealed class CacheException extends RuntimeException
        permits CacheUnavailableException, LoadException, NoSuchKeyException, ValueFormatException {
    private static final long serialVersionUID = 1L;

    CacheException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
