package dev.larder.internal.model;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Who takes part, and what may go wrong.
 *
 * @param name what it is about
 * @param calls of {@code getOrSet} for one key, each by the process that makes it, counted from 0
 * @param changes of the database and then of the cache
 * @param beginning what is in the cache first
 * @param faults what may happen, again and again, at any time
 */
record Scene(String name, List<Integer> calls, List<Change> changes, Beginning beginning, Set<Fault> faults) {
    /** What is in the cache at the beginning. */
    enum Beginning {
        NOTHING,
        /** A value that was loaded, and whose freshness is over. */
        STALE,
        /** A number without a mark of its own, so that it looks as before when it is what it was before. */
        STALE_NUMBER
    }

    /** How the cache is told of a change of the database. */
    enum Kind {
        DELETE,
        SET,
        ADD,
        CLEAR,
        COUNT,
        /** By a writer that ends no lease. */
        STRANGER
    }

    /**
     * One of the changes.
     *
     * @param process whose callers do not join what is loading there
     */
    record Change(Kind kind, int process) {}

    /** What may happen at any time. */
    enum Fault {
        /** The entry expires or is evicted. */
        ENTRY_LOST,
        /** The lease expires, as that of a process that is frozen does, or is evicted. */
        LEASE_LOST,
        /** A value that was loaded gets stale. */
        AGING,
        /** A loader fails, or is cancelled. */
        LOADER_FAILS,
        /** The reply to a commit is lost, or the commit itself goes astray and arrives later. */
        REPLY_LOST,
        /** A process cannot reach the server when it asks for the lease. */
        AWAY,
        /** A process dies. */
        CRASH
    }

    static final Set<Fault> LOSSES = EnumSet.of(Fault.ENTRY_LOST, Fault.LEASE_LOST);

    int processes() {
        int most = 0;
        for (int each : calls) {
            most = Math.max(most, each);
        }
        for (Change each : changes) {
            most = Math.max(most, each.process);
        }
        return most + 1;
    }

    @Override
    public String toString() {
        return name;
    }
}
