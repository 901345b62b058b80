package dev.larder.internal.store;

/**
 * A bit of a value that can be cleared in place, if the value begins with a certain byte.
 *
 * @param firstByte the byte that tells values that have the bit, from 0 to 255
 * @param offset where the byte with the bit is
 * @param mask that bit alone, from 1 to 128
 */
public record FlagBit(int firstByte, int offset, int mask) {
    /** Whether this value has it. */
    public boolean isIn(byte[] value) {
        return value.length > offset && (value[0] & 0xFF) == firstByte && (value[offset] & mask) != 0;
    }
}
