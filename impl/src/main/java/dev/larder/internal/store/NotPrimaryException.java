package dev.larder.internal.store;

/** Why a server refused a write: it is a replica. Nothing was done. */
public final class NotPrimaryException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** A refusal in these words of the server. */
    public NotPrimaryException(String words, Throwable cause) {
        super(words, cause);
    }
}
