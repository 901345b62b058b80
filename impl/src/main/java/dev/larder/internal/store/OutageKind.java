package dev.larder.internal.store;

/** What an outage says of its server. */
public enum OutageKind {
    /** It did not answer, or it answers nobody anything but that it cannot now. */
    SILENT,
    /** It lets us in only after someone has changed a setting. */
    REFUSED,
    /** It answered that it cannot do this now. */
    ANSWERED,
    /** It does not speak as Redis does, or nobody knows where it is. */
    STRANGE,
    /** All connections to it were in use for too long. */
    CROWDED,
    /** Nothing: we did not come to ask it. */
    UNASKED;

    /** Whether it is better not to ask the server for a while. */
    boolean isFailure() {
        return this == SILENT || this == REFUSED;
    }

    /** Whether it is the server's doing. */
    boolean isOutage() {
        return this != CROWDED && this != UNASKED;
    }
}
