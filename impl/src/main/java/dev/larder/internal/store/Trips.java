package dev.larder.internal.store;

import dev.larder.CacheUnavailableException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One operation on several keys that takes more than one trip, each for some of them: a trip that fails costs only its own
 * keys, and which these are is told at the end.
 */
final class Trips {
    private final BitSet missing = new BitSet();
    private @Nullable CacheUnavailableException first;

    /**
     * Makes one trip.
     *
     * @param positions of its keys, in their order
     * @return an answer for each of them, null where nobody answered
     */
    @SuppressWarnings("NullAway") // a list of nullable elements is understood only in JSpecify mode
    <E extends @Nullable Object> List<E> asking(List<Integer> positions, Supplier<List<E>> trip) {
        if (positions.isEmpty()) {
            return List.of();
        }
        try {
            return trip.get();
        } catch (CacheUnavailableException away) {
            PartlyAnswered some = failed(positions, away);
            return some == null ? new ArrayList<>(Collections.nCopies(positions.size(), null)) : some.values();
        }
    }

    /** Makes one trip that counts, and says how many were counted by those who answered. */
    long counting(List<Integer> positions, Supplier<Long> trip) {
        if (positions.isEmpty()) {
            return 0;
        }
        try {
            return trip.get();
        } catch (CacheUnavailableException away) {
            PartlyAnswered some = failed(positions, away);
            return some == null ? 0 : some.count();
        }
    }

    /** Makes one trip that has no answer. */
    void making(List<Integer> positions, Runnable trip) {
        if (positions.isEmpty()) {
            return;
        }
        try {
            trip.run();
        } catch (CacheUnavailableException away) {
            failed(positions, away);
        }
    }

    private @Nullable PartlyAnswered failed(List<Integer> positions, CacheUnavailableException away) {
        PartlyAnswered some = PartlyAnswered.in(away);
        for (int i = 0; i < positions.size(); i++) {
            if (some == null || some.isMissing(i)) {
                missing.set(positions.get(i));
            }
        }
        if (first == null) {
            // what a trip says of its own positions says nothing of those of the whole
            first = some == null ? away : some.first();
        }
        return some;
    }

    /** Whether a trip failed for the key at this position. */
    boolean isMissing(int position) {
        return missing.get(position);
    }

    /**
     * Throws if a trip failed.
     *
     * @param answer what the operation would have returned
     * @param of how many keys there are
     */
    void requireAll(Object answer, int of) {
        if (first != null) {
            throw missing.cardinality() == of ? first : PartlyAnswered.outage(answer, missing, of, first);
        }
    }
}
