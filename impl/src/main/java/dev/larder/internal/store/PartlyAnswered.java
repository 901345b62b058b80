package dev.larder.internal.store;

import dev.larder.CacheUnavailableException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Why an operation on several servers was not done in full, and what was: the cause of what the caller is told. */
public final class PartlyAnswered extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Object answer;
    private final transient BitSet missing;

    private final CacheUnavailableException first;

    private PartlyAnswered(Object answer, BitSet missing, CacheUnavailableException first) {
        super(first.getMessage(), first);
        this.answer = answer;
        this.missing = missing;
        this.first = first;
    }

    /**
     * What to tell the caller.
     *
     * @param answer what the operation would have returned; where it is a list, null stands for what is missing
     * @param missing the positions of the keys that nobody answered for
     * @param first what was wrong with the first server that did not answer
     */
    static CacheUnavailableException outage(Object answer, BitSet missing, int of, CacheUnavailableException first) {
        return new CacheUnavailableException(
                first.getMessage() + " (" + missing.cardinality() + " of " + of
                        + " keys are there; others were answered)",
                new PartlyAnswered(answer, missing, first));
    }

    /** What was answered all the same; null if nothing was. */
    public static @Nullable PartlyAnswered in(CacheUnavailableException outage) {
        return outage.getCause() instanceof PartlyAnswered some ? some : null;
    }

    /** Those of the keys, in their order, that were answered for; none if nothing was. */
    public static <K> List<K> answered(CacheUnavailableException outage, Collection<K> keys) {
        PartlyAnswered some = in(outage);
        if (some == null) {
            return List.of();
        }
        List<K> answered = new ArrayList<>(keys);
        for (int position = some.missing.length() - 1; position >= 0; position--) {
            if (some.missing.get(position)) {
                answered.remove(position);
            }
        }
        return answered;
    }

    /** The list that would have been returned, null where nobody answered. */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    public <E extends @Nullable Object> List<E> values() {
        return (List<E>) answer;
    }

    /** The number that would have been returned, of those who answered. */
    public long count() {
        return (Long) answer;
    }

    /** What was wrong with the first server that did not answer. */
    CacheUnavailableException first() {
        return first;
    }

    /** Whether nobody answered for the key at this position. */
    public boolean isMissing(int position) {
        return missing.get(position);
    }
}
