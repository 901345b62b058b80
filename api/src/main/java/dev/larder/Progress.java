package dev.larder;

/** Hears how far a long operation has come. */
@FunctionalInterface
public interface Progress {
    /** Hears nothing. */
    Progress NONE = (done, estimatedTotal) -> {};

    /**
     * Called now and then from the working thread, at least once at the end.
     *
     * @param done entries looked at so far
     * @param estimatedTotal entries to look at in all, never less than {@code done}; an estimate until the end
     */
    void update(long done, long estimatedTotal);
}
