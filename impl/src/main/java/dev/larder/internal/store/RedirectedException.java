package dev.larder.internal.store;

import dev.larder.RedisUri;
import org.jspecify.annotations.Nullable;

/** Why a node of a cluster did not do what it was asked for: the slot is elsewhere, or between two nodes. */
public final class RedirectedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What it said. */
    public enum Kind {
        /** The slot belongs to another node. */
        MOVED,
        /** The slot is moving, and this key may be on its new node already. */
        ASK,
        /** The slot is moving, and some of the keys are on either node. */
        TRYAGAIN
    }

    private final Kind kind;
    private final transient @Nullable RedisUri target;
    private final long done;

    /**
     * A redirection in these words of the node.
     *
     * @param target where to; null if nowhere
     * @param done how many of the changes asked for together were made all the same
     */
    public RedirectedException(Kind kind, @Nullable RedisUri target, String words, Throwable cause, long done) {
        super(words, cause);
        this.done = done;
        this.kind = kind;
        this.target = target;
    }

    /** The redirection behind an outage; null if it is none. */
    static @Nullable RedirectedException in(Throwable outage) {
        return outage.getCause() instanceof RedirectedException redirected ? redirected : null;
    }

    /** What it said. */
    public Kind kind() {
        return kind;
    }

    /** How many of the changes asked for together were made all the same. */
    public long done() {
        return done;
    }

    /** Where to, by address alone; null if nowhere. */
    public @Nullable RedisUri target() {
        return target;
    }
}
