package dev.larder.internal.cache;

import dev.larder.NoSuchKeyException;
import dev.larder.ValueFormatException;
import dev.larder.internal.codec.WholeNumbers;
import dev.larder.internal.store.EntryKey;
import dev.larder.internal.store.UnfitEntryException;
import java.util.OptionalLong;

/** Adds to whole numbers, in the words of the API. */
final class Counters {
    private Counters() {}

    static long add(CacheContext<?> context, String key, EntryKey physical, long delta) {
        WholeNumbers type = context.wholeNumbers;
        if (type == null) {
            throw new IllegalStateException("only a cache of Byte, Short, Integer or Long counts, and this is one of "
                    + context.type + "; build another cache for counters");
        }
        OptionalLong result;
        try {
            result = context.store().increment(physical, delta, type.min(), type.max());
        } catch (UnfitEntryException unfit) {
            throw refusal(context, key, delta, unfit.reason());
        }
        return result.orElseThrow(() ->
                new NoSuchKeyException("no entry '" + key + "' to count; set(key, 0) or add(key, 0) begins a counter"));
    }

    /** Redis has no one step for the number that has no counterpart. */
    static long subtract(CacheContext<?> context, String key, EntryKey physical, long delta) {
        if (delta != Long.MIN_VALUE) {
            return add(context, key, physical, -delta);
        }
        throw new ArithmeticException(
                "cannot subtract " + delta + " from '" + key + "' in one step; the entry is as it was");
    }

    private static RuntimeException refusal(
            CacheContext<?> context, String key, long delta, UnfitEntryException.Reason reason) {
        return switch (reason) {
            case OVERFLOW -> overflow(context, key, "adding " + delta);
            case NOT_A_NUMBER, WRONG_TYPE ->
                new ValueFormatException("the entry '" + key
                        + "' is not a plain whole number, so it cannot be counted; delete it, or set a number without a"
                        + " grace (keepFor longer than freshFor)");
        };
    }

    private static ArithmeticException overflow(CacheContext<?> context, String key, String operation) {
        return new ArithmeticException(
                operation + " to '" + key + "' gives no " + context.type + "; the entry is as it was");
    }
}
