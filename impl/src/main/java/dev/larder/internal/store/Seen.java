package dev.larder.internal.store;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What was seen under a key, in few bytes, so that a later change can be told.
 *
 * @param kind how to compare
 * @param length the length of the whole value; for {@link Kind#MARK} the offset of the mark
 * @param bytes the mark or the digest; empty for the other kinds
 */
public record Seen(Kind kind, int length, byte[] bytes) {
    /** How to compare. */
    public enum Kind {
        /** There was no string under the key. */
        ABSENT,
        /** The value had these bytes at this offset, and every write of such values has others there. */
        MARK,
        /** The value had this length and this SHA-1 digest. */
        DIGEST,
        /** The value had this length, and is too long to be compared within a script: never safe to overwrite. */
        LENGTH
    }

    /** Longer values without a mark are not compared. */
    public static final int LONGEST_DIGESTED = 64 << 10;

    private static final byte[] NOTHING = {};

    /** There was no string under the key. */
    public static final Seen ABSENT = new Seen(Kind.ABSENT, 0, NOTHING);

    /** A value that has its own mark. */
    public static Seen mark(int offset, byte[] mark) {
        return new Seen(Kind.MARK, offset, mark);
    }

    /** A value without a mark. */
    public static Seen whole(byte[] value) {
        return value.length > LONGEST_DIGESTED
                ? new Seen(Kind.LENGTH, value.length, NOTHING)
                : new Seen(Kind.DIGEST, value.length, sha1(value));
    }

    /** Whether a value may still be the one that was seen; null is no value. */
    public boolean matches(byte @Nullable [] value) {
        return switch (kind) {
            case ABSENT -> value == null;
            case MARK ->
                value != null
                        && value.length >= length + bytes.length
                        && Arrays.equals(value, length, length + bytes.length, bytes, 0, bytes.length);
            case DIGEST -> value != null && value.length == length && Arrays.equals(sha1(value), bytes);
            case LENGTH -> value != null && value.length == length;
        };
    }

    /** Whether a match is proof enough to overwrite the value. */
    public boolean isProof() {
        return kind != Kind.LENGTH;
    }

    private static byte[] sha1(byte[] value) {
        try {
            return MessageDigest.getInstance("SHA-1").digest(value);
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException("this JDK has no SHA-1", everyJdkHasIt);
        }
    }
}
