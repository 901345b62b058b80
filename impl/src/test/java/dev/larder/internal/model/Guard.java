package dev.larder.internal.model;

/** What the protocol of loading does, step by step, so that its promise holds; the model can do without any of it. */
enum Guard {
    /** Taking the lease compares the entry with what was seen before. */
    LOOK_AGAIN,
    /** A lease that another has is not taken. */
    BUSY,
    /** Each attempt to take the lease has a token of its own. */
    NEW_TOKEN,
    /** A commit is refused if the lease is not its own. */
    TOKEN_IN_COMMIT,
    /** A commit is refused if the entry is there and not as it was when the lease was taken. */
    SEEN_IN_COMMIT,
    /** A commit that is repeated knows what it has stored before. */
    OWN_COMMIT,
    /** Set, add and delete end the lease. */
    REVOKE,
    /** They do so before they change the entry. */
    REVOKE_FIRST,
    /** Clearing ends the leases in a scan of their own, before that of the entries. */
    TWO_SCANS,
    /** Counting ends the lease. */
    COUNTING_REVOKES,
    /** A heart that finds its lease gone does not take it again. */
    NEVER_AGAIN,
    /** A lease is released by its owner alone. */
    TOKEN_IN_RELEASE,
    /** Nobody joins a load whose commit is under way. */
    CLOSE_BEFORE_COMMIT,
    /** Who waits takes only a value that was stored. */
    ONLY_ACCEPTED,
    /** Who waits does not take what its leader found when asking for the lease. */
    LOOK_FOR_THEMSELVES,
    /** Who loads without a lease stores nothing. */
    ALONE_STORES_NOTHING,
    /** Who comes while a loader runs without a lease does not take its value. */
    NOT_FOR_LATECOMERS
}
