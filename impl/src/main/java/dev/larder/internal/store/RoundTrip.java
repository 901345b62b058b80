package dev.larder.internal.store;

/**
 * A trip to several servers at once on the caller's own thread, made by nesting: a store sends its part, lets the others
 * send theirs, and only then waits for its replies. So all of them are at work together, without a second thread.
 */
public final class RoundTrip {
    private final long startNanos;
    private final Runnable others;
    private boolean othersSent;

    private RoundTrip(long startNanos, Runnable others) {
        this.startNanos = startNanos;
        this.others = others;
    }

    /** A trip that begins now, to one store. */
    public static RoundTrip alone() {
        return new RoundTrip(System.nanoTime(), RoundTrip::nobody);
    }

    private static void nobody() {
        // there are no others
    }

    /** A part of this trip, under the same deadline. */
    RoundTrip letting(Runnable others) {
        return new RoundTrip(startNanos, others);
    }

    /** When the trip began, by {@link System#nanoTime}; all waits count from there. */
    public long startNanos() {
        return startNanos;
    }

    /** To be called when the own part is sent and its replies are not yet waited for; does nothing the second time. */
    public void othersSend() {
        if (!othersSent) {
            othersSent = true;
            others.run();
        }
    }
}
