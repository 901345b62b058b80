package dev.larder.internal.store;

/**
 * A trip to several servers at once on the caller's own thread, made by nesting: a store sends its part, lets the others
 * send theirs, and only then waits for its replies. So all of them are at work together, without a second thread.
 */
public final class RoundTrip {
    private final long startNanos;
    private final Runnable others;
    private final boolean afresh;
    private boolean othersSent;

    private RoundTrip(long startNanos, Runnable others, boolean afresh) {
        this.startNanos = startNanos;
        this.others = others;
        this.afresh = afresh;
    }

    /** A trip that begins now, to one store. */
    public static RoundTrip alone() {
        return new RoundTrip(System.nanoTime(), RoundTrip::nobody, false);
    }

    /** A trip that begins now, on connections that are opened for it, so that it comes after all that was sent before. */
    static RoundTrip afresh() {
        return new RoundTrip(System.nanoTime(), RoundTrip::nobody, true);
    }

    private static void nobody() {
        // there are no others
    }

    /** A part of this trip, under the same deadline. */
    RoundTrip letting(Runnable others) {
        return new RoundTrip(startNanos, others, afresh);
    }

    /** Another trip like this one, to those that this one did not get to. */
    RoundTrip again() {
        return afresh ? afresh() : alone();
    }

    /** Whether it goes over connections that are opened for it. */
    public boolean isAfresh() {
        return afresh;
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
