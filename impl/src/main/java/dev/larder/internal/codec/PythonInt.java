package dev.larder.internal.codec;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Whole numbers as text, read as Python's {@code int(bytes)} reads them: what that takes is a number for
 * django-redis-cache, whatever serializer and compressor are configured.
 *
 * <p>White space of ASCII around it, a sign, leading zeros and single underscores between digits are taken; other digits
 * than those of ASCII are not, nor are more than {@value #MOST_DIGITS}, as by Python since 3.11.
 */
final class PythonInt {
    static final int MOST_DIGITS = 4300;

    /** So many digits fit a long, whatever they are. */
    private static final int DIGITS_OF_LONG = 18;

    private PythonInt() {}

    /** Whether the bytes may be a number, by the first of them. */
    static boolean possible(byte[] bytes) {
        return bytes.length > 0 && (isDigit(bytes[0]) || isSign(bytes[0]) || isSpace(bytes[0]));
    }

    /** The number, a {@code Long} if it fits, else a {@code BigInteger}; null if the bytes are none. */
    static @Nullable Number read(byte[] bytes) {
        int start = 0;
        int end = bytes.length;
        while (start < end && isSpace(bytes[start])) {
            start++;
        }
        while (end > start && isSpace(bytes[end - 1])) {
            end--;
        }
        boolean negative = start < end && bytes[start] == '-';
        if (start < end && isSign(bytes[start])) {
            start++;
        }
        int digits = digits(bytes, start, end);
        if (digits == 0 || digits > MOST_DIGITS) {
            return null;
        }
        return digits <= DIGITS_OF_LONG ? small(bytes, start, end, negative) : large(bytes, start, end, negative);
    }

    /** How many digits there are; 0 if there is anything else but single underscores between them. */
    private static int digits(byte[] bytes, int start, int end) {
        int digits = 0;
        boolean afterDigit = false;
        for (int i = start; i < end; i++) {
            if (isDigit(bytes[i])) {
                digits++;
                afterDigit = true;
            } else if (bytes[i] == '_' && afterDigit) {
                afterDigit = false;
            } else {
                return 0;
            }
        }
        return afterDigit ? digits : 0;
    }

    private static Long small(byte[] bytes, int start, int end, boolean negative) {
        long value = 0;
        for (int i = start; i < end; i++) {
            if (bytes[i] != '_') {
                value = value * 10 + (bytes[i] - '0');
            }
        }
        return negative ? -value : value;
    }

    private static Number large(byte[] bytes, int start, int end, boolean negative) {
        String digits = new String(bytes, start, end - start, StandardCharsets.US_ASCII).replace("_", "");
        BigInteger value = new BigInteger(negative ? "-" + digits : digits);
        if (value.bitLength() < Long.SIZE) {
            return value.longValue();
        }
        return value;
    }

    private static boolean isDigit(byte character) {
        return character >= '0' && character <= '9';
    }

    private static boolean isSign(byte character) {
        return character == '-' || character == '+';
    }

    private static boolean isSpace(byte character) {
        return character == ' ' || (character >= '\t' && character <= '\r');
    }
}
