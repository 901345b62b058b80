package dev.larder.internal.codec;

import dev.larder.ValueType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whole numbers as plain digits in a cache whose type can hold them, as django-redis-cache writes them past every
 * serializer and compressor.
 *
 * <p>Where the type leaves it open, a number is the first of {@code Integer}, {@code Long} and {@code BigInteger} that
 * holds it.
 */
final class PlainNumbers {
    private final Class<?> type;
    private final boolean optional;

    private PlainNumbers(Class<?> type, boolean optional) {
        this.type = type;
        this.optional = optional;
    }

    /** Those of a cache of this type; null if its values are no numbers. */
    static @Nullable PlainNumbers of(ValueType<?> values) {
        Type type = values.type();
        boolean optional = type instanceof ParameterizedType generic && generic.getRawType() == Optional.class;
        if (optional) {
            type = ((ParameterizedType) type).getActualTypeArguments()[0];
        }
        return type instanceof Class<?> plain && holdsNumbers(plain) ? new PlainNumbers(plain, optional) : null;
    }

    private static boolean holdsNumbers(Class<?> type) {
        return type.isAssignableFrom(Integer.class)
                || type == Long.class
                || type == Short.class
                || type == Byte.class
                || type == Double.class
                || type == Float.class
                || type == BigInteger.class
                || type == BigDecimal.class;
    }

    // --- writing

    /** The digits of a value; null if it is no whole number, or a longer one than Python reads. */
    byte @Nullable [] digits(Object value) {
        Object number = optional ? ((Optional<?>) value).orElse(null) : value;
        boolean whole = number instanceof Long
                || number instanceof Integer
                || number instanceof Short
                || number instanceof Byte
                || number instanceof BigInteger;
        if (!whole) {
            return null;
        }
        byte[] digits = String.valueOf(number).getBytes(StandardCharsets.US_ASCII);
        return digits.length <= PythonInt.MOST_DIGITS ? digits : null;
    }

    // --- reading

    /** The value of these bytes; null if they are no digits. */
    @Nullable
    Object parse(byte[] bytes) throws UnreadableException {
        Number number = PythonInt.possible(bytes) ? PythonInt.read(bytes) : null;
        if (number == null) {
            return null;
        }
        Object value = fitted(number);
        if (value == null) {
            throw new UnreadableException("the number does not fit a " + type.getSimpleName());
        }
        return optional ? Optional.of(value) : value;
    }

    private @Nullable Object fitted(Number number) {
        if (type == BigInteger.class) {
            return big(number);
        }
        if (type == BigDecimal.class) {
            return new BigDecimal(big(number));
        }
        if (type == Double.class) {
            double nearest = number.doubleValue();
            return isExactly(number, nearest) ? nearest : null;
        }
        if (type == Float.class) {
            float nearest = number.floatValue();
            return isExactly(number, nearest) ? nearest : null;
        }
        return number instanceof Long small ? fitted(small.longValue()) : type.isInstance(number) ? number : null;
    }

    private @Nullable Object fitted(long number) {
        if (type == Byte.class) {
            return number == (byte) number ? (Object) (byte) number : null;
        }
        if (type == Short.class) {
            return number == (short) number ? (Object) (short) number : null;
        }
        if (type != Long.class && number == (int) number) {
            return (int) number;
        }
        return type.isAssignableFrom(Long.class) ? (Object) number : null;
    }

    private static boolean isExactly(Number whole, double nearest) {
        return !Double.isInfinite(nearest) && new BigDecimal(nearest).compareTo(new BigDecimal(big(whole))) == 0;
    }

    private static BigInteger big(Number number) {
        return number instanceof BigInteger big ? big : BigInteger.valueOf(number.longValue());
    }
}
