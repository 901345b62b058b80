package dev.larder.samples.shared;

import org.jspecify.annotations.Nullable;

/** Something to tell the person at the keyboard, who needs the message and no stack trace. */
public final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public Failure(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
