package dev.larder.internal.codec;

import dev.larder.ValueType;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The types whose values are plain decimal digits in Redis, so that Redis itself can count them. */
public enum WholeNumbers {
    /** {@link Byte}. */
    BYTE(Byte.class, Byte.MIN_VALUE, Byte.MAX_VALUE),
    /** {@link Short}. */
    SHORT(Short.class, Short.MIN_VALUE, Short.MAX_VALUE),
    /** {@link Integer}. */
    INTEGER(Integer.class, Integer.MIN_VALUE, Integer.MAX_VALUE),
    /** {@link Long}. */
    LONG(Long.class, Long.MIN_VALUE, Long.MAX_VALUE);

    private final Class<?> type;
    private final long min;
    private final long max;

    WholeNumbers(Class<?> type, long min, long max) {
        this.type = type;
        this.min = min;
        this.max = max;
    }

    /** The one for this type; null if it is no whole number. */
    public static @Nullable WholeNumbers of(ValueType<?> type) {
        for (WholeNumbers each : values()) {
            if (each.type == type.type()) {
                return each;
            }
        }
        return null;
    }

    /** The least value. */
    public long min() {
        return min;
    }

    /** The greatest value. */
    public long max() {
        return max;
    }

    byte[] digits(Object value) {
        return Long.toString(((Number) value).longValue()).getBytes(StandardCharsets.US_ASCII);
    }
}
