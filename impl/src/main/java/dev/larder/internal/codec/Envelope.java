package dev.larder.internal.codec;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;
import java.util.zip.CRC32C;

/**
 * The frame around a value that says what wrote it, read in place.
 *
 * <pre>
 * offset 0   magic 0xC1
 *        1   layout in the upper four bits, flags in the lower
 *        2   generation, 8 bytes, other in every write
 *       10   CRC32C of all the rest, 4 bytes; the flag of the grace counts as 0
 *       14   length of the serializer's name in the upper four bits, of the compressor's in the lower (0: none)
 *       15   the two names in ASCII
 *        …   for loaded values: the load's milliseconds, 4 bytes, and the grace in milliseconds, 8 bytes
 *        …   payload
 * </pre>
 *
 * Numbers are big-endian. The flag of the grace can be cleared in place, which makes the entry fresh to its end.
 */
final class Envelope {
    static final int MAGIC = 0xC1;
    static final int FLAGS_OFFSET = 1;
    static final int GENERATION_OFFSET = 2;
    static final int GENERATION_LENGTH = 8;
    /** Set while the entry becomes stale before its end. */
    static final int GRACE_FLAG = 0x02;

    private static final int LAYOUT = 0x10;
    private static final int LOADED_FLAG = 0x01;
    private static final int KNOWN_FLAGS = GRACE_FLAG | LOADED_FLAG;
    private static final int CHECKSUM_OFFSET = 10;
    private static final int NAME_LENGTHS_OFFSET = 14;
    private static final int NAMES_OFFSET = 15;
    private static final int LOADED_LENGTH = 12;

    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private final byte[] bytes;
    private final int compressorOffset;
    private final int loadedOffset;
    private final int payloadOffset;

    private Envelope(byte[] bytes) throws UnreadableException {
        this.bytes = bytes;
        if (bytes.length < NAMES_OFFSET) {
            throw new UnreadableException("cut off in the header, at " + bytes.length + " bytes");
        }
        if (!hasKnownLayout(bytes)) {
            throw new UnreadableException("unknown layout 0x" + Integer.toHexString(bytes[FLAGS_OFFSET] & 0xFF)
                    + "; a newer Larder wrote it");
        }
        int lengths = bytes[NAME_LENGTHS_OFFSET];
        compressorOffset = NAMES_OFFSET + (lengths >> 4 & 0x0F);
        loadedOffset = compressorOffset + (lengths & 0x0F);
        payloadOffset = loadedOffset + (isLoaded() ? LOADED_LENGTH : 0);
        if (payloadOffset > bytes.length) {
            throw new UnreadableException("cut off in the header, at " + bytes.length + " bytes");
        }
        if ((int) INT.get(bytes, CHECKSUM_OFFSET) != checksum(bytes)) {
            throw new UnreadableException("its checksum is wrong");
        }
    }

    private static boolean hasKnownLayout(byte[] bytes) {
        return (bytes[FLAGS_OFFSET] & 0xF0) == LAYOUT && (bytes[FLAGS_OFFSET] & 0x0F & ~KNOWN_FLAGS) == 0;
    }

    /** Whether the bytes would be an envelope but for the first: then they are not bare bytes of a serializer either. */
    static boolean lostItsMagic(byte[] bytes) {
        if (bytes.length < NAMES_OFFSET || claimed(bytes) || !hasKnownLayout(bytes)) {
            return false;
        }
        byte[] restored = bytes.clone();
        restored[0] = (byte) MAGIC;
        return (int) INT.get(bytes, CHECKSUM_OFFSET) == checksum(restored);
    }

    /** Whether the bytes claim to be an envelope. */
    static boolean claimed(byte[] bytes) {
        return bytes.length > 0 && bytes[0] == (byte) MAGIC;
    }

    /** Reads the header and compares the checksum. */
    static Envelope open(byte[] bytes) throws UnreadableException {
        return new Envelope(bytes);
    }

    /** The frame of a value that was set. */
    static byte[] seal(byte[] serializer, byte[] compressor, byte[] payload) {
        return seal(serializer, compressor, payload, 0, 0, 0);
    }

    /** The frame of a value that was loaded. */
    static byte[] sealLoaded(byte[] serializer, byte[] compressor, byte[] payload, long loadMillis, long graceMillis) {
        int flags = LOADED_FLAG | (graceMillis > 0 ? GRACE_FLAG : 0);
        return seal(serializer, compressor, payload, flags, loadMillis, graceMillis);
    }

    private static byte[] seal(
            byte[] serializer, byte[] compressor, byte[] payload, int flags, long loadMillis, long graceMillis) {
        int loaded = NAMES_OFFSET + serializer.length + compressor.length;
        int start = loaded + ((flags & LOADED_FLAG) != 0 ? LOADED_LENGTH : 0);
        byte[] bytes = new byte[start + payload.length];
        bytes[0] = (byte) MAGIC;
        bytes[FLAGS_OFFSET] = (byte) (LAYOUT | flags);
        LONG.set(bytes, GENERATION_OFFSET, ThreadLocalRandom.current().nextLong());
        bytes[NAME_LENGTHS_OFFSET] = (byte) (serializer.length << 4 | compressor.length);
        System.arraycopy(serializer, 0, bytes, NAMES_OFFSET, serializer.length);
        System.arraycopy(compressor, 0, bytes, NAMES_OFFSET + serializer.length, compressor.length);
        if ((flags & LOADED_FLAG) != 0) {
            INT.set(bytes, loaded, (int) Math.min(loadMillis, Integer.MAX_VALUE));
            LONG.set(bytes, loaded + 4, graceMillis);
        }
        System.arraycopy(payload, 0, bytes, start, payload.length);
        INT.set(bytes, CHECKSUM_OFFSET, checksum(bytes));
        return bytes;
    }

    private static int checksum(byte[] bytes) {
        CRC32C crc = new CRC32C();
        if ((bytes[FLAGS_OFFSET] & GRACE_FLAG) == 0) {
            crc.update(bytes, 0, CHECKSUM_OFFSET);
        } else {
            crc.update(bytes[0]);
            crc.update(bytes[FLAGS_OFFSET] & ~GRACE_FLAG);
            crc.update(bytes, GENERATION_OFFSET, GENERATION_LENGTH);
        }
        crc.update(bytes, NAME_LENGTHS_OFFSET, bytes.length - NAME_LENGTHS_OFFSET);
        return (int) crc.getValue();
    }

    boolean isWrittenBy(byte[] serializer) {
        return Arrays.equals(bytes, NAMES_OFFSET, compressorOffset, serializer, 0, serializer.length);
    }

    boolean isCompressed() {
        return compressorOffset < loadedOffset;
    }

    boolean isCompressedBy(byte[] compressor) {
        return Arrays.equals(bytes, compressorOffset, loadedOffset, compressor, 0, compressor.length);
    }

    String serializerName() {
        return Named.text(bytes, NAMES_OFFSET, compressorOffset);
    }

    String compressorName() {
        return Named.text(bytes, compressorOffset, loadedOffset);
    }

    /** Whether a loader gave the value. */
    boolean isLoaded() {
        return (bytes[FLAGS_OFFSET] & LOADED_FLAG) != 0;
    }

    /** How long the load took; 0 if unknown. */
    long loadMillis() {
        return isLoaded() ? Math.max(0, (int) INT.get(bytes, loadedOffset)) : 0;
    }

    /** For how long at the end of its life the entry is stale. */
    long graceMillis() {
        return isLoaded() && (bytes[FLAGS_OFFSET] & GRACE_FLAG) != 0
                ? Math.max(0, (long) LONG.get(bytes, loadedOffset + 4))
                : 0;
    }

    byte[] payload() {
        return Arrays.copyOfRange(bytes, payloadOffset, bytes.length);
    }
}
