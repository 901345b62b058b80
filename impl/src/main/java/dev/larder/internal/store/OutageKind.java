package dev.larder.internal.store;

/** What an outage says of its server. */
public enum OutageKind {
    /** It did not answer. */
    SILENT,
    /** It lets us in only after someone has changed a setting. */
    REFUSED,
    /** It answered that it cannot do this now. */
    ANSWERED,
    /** Nothing: we did not come to ask it. */
    UNASKED;

    /** Whether it is better not to ask the server for a while. */
    boolean isFailure() {
        return this == SILENT || this == REFUSED;
    }
}
