package dev.larder.internal.store;

/** A server that has what its primary had a moment ago, and may answer reads while that moment is not long. */
final class Replica {
    private final Store store;
    private final Replication.Source source;
    private volatile long reached = -1;
    private volatile boolean isFit;

    Replica(Store store, Replication.Source source) {
        this.store = store;
        this.source = source;
    }

    Store store() {
        return store;
    }

    Replication.Source source() {
        return source;
    }

    /** Whether it may be asked by a process whose writes until this epoch it must have. */
    boolean mayAnswer(long epoch) {
        return isFit && reached >= epoch;
    }

    boolean isFit() {
        return isFit;
    }

    /** The last epoch of which it has all writes. */
    long reached() {
        return reached;
    }

    void hasReached(long epoch, boolean fit) {
        reached = Math.max(reached, epoch);
        isFit = fit;
    }

    /** It is not asked until it has been seen to be well. */
    void leaveOut() {
        isFit = false;
    }
}
