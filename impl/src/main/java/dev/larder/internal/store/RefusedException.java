package dev.larder.internal.store;

import org.jspecify.annotations.Nullable;

/** The cause of an outage that lasts until someone changes a setting: login, rights, database or TLS. */
public final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** With what the server or the JDK said. */
    public RefusedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** Whether the user lacks a right, to a command or to a key. */
    static boolean isForRights(Throwable outage) {
        Throwable each = outage;
        for (int depth = 0; each != null && depth < 10; depth++) {
            if (each instanceof RefusedException
                    && String.valueOf(each.getMessage()).contains("NOPERM")) {
                return true;
            }
            each = each.getCause();
        }
        return false;
    }
}
