package dev.larder.internal.codec;

/** Bytes from Redis are not a value; the message says why. Without a stack trace, for it is an answer, not a fault. */
public final class UnreadableException extends Exception {
    private static final long serialVersionUID = 1L;

    UnreadableException(String reason) {
        super(reason, null, false, false);
    }

    /** Why, for people. */
    public String reason() {
        return String.valueOf(getMessage());
    }
}
