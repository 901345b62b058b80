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

    private static final int LONGEST = 20;

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

    /** Whether the bytes look like digits: no format begins so and means something else in a cache of whole numbers. */
    static boolean claimed(byte[] bytes) {
        return bytes.length > 0 && (bytes[0] == '-' || isDigit(bytes[0]));
    }

    Object parse(byte[] bytes) throws UnreadableException {
        int start = bytes[0] == '-' ? 1 : 0;
        boolean whole = bytes.length > start && bytes.length <= LONGEST;
        for (int i = start; whole && i < bytes.length; i++) {
            whole = isDigit(bytes[i]);
        }
        if (!whole) {
            throw new UnreadableException("it begins like a whole number but is none");
        }
        try {
            long value = Long.parseLong(new String(bytes, StandardCharsets.US_ASCII));
            if (value >= min && value <= max) {
                return boxed(value);
            }
        } catch (NumberFormatException tooLarge) {
            throw new UnreadableException("the number does not fit a " + type.getSimpleName());
        }
        throw new UnreadableException("the number does not fit a " + type.getSimpleName());
    }

    private Object boxed(long value) {
        return switch (this) {
            case BYTE -> (byte) value;
            case SHORT -> (short) value;
            case INTEGER -> (int) value;
            case LONG -> value;
        };
    }

    private static boolean isDigit(byte character) {
        return character >= '0' && character <= '9';
    }
}
