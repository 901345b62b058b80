package dev.larder.internal.store;

/** There is something under the key, but not what the operation needs; nothing was changed. */
public final class UnfitEntryException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What is wrong with it. */
    public enum Reason {
        /** Not a string but another type of Redis. */
        WRONG_TYPE,
        /** Not a whole number of 64 bits. */
        NOT_A_NUMBER,
        /** The result would not fit. */
        OVERFLOW
    }

    private final Reason reason;

    /** Without a stack trace, for it is an answer rather than a fault. */
    public UnfitEntryException(Reason reason) {
        super(reason.name(), null, false, false);
        this.reason = reason;
    }

    /** What is wrong. */
    public Reason reason() {
        return reason;
    }
}
