package dev.larder.compressor.lz4;

import dev.larder.spi.Compressor;
import java.nio.ByteBuffer;
import java.util.Arrays;
import net.jpountz.lz4.LZ4Compressor;
import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4SafeDecompressor;

/**
 * Compresses to an LZ4 block behind its restored length, 4 bytes with the most significant first: the fastest of all, and
 * the least dense.
 */
public final class Lz4Compressor implements Compressor {
    private static final int HEADER = 4;

    private final LZ4Compressor compressor;
    private final LZ4SafeDecompressor decompressor;

    /** Compresses at level 0. */
    public Lz4Compressor() {
        this(0);
    }

    private Lz4Compressor(int level) {
        LZ4Factory factory = LZ4Factory.fastestInstance();
        this.compressor = level == 0 ? factory.fastCompressor() : factory.highCompressor(level);
        this.decompressor = factory.safeDecompressor();
    }

    /**
     * Compresses at a level; what was compressed at any other can be read too.
     *
     * @param level 0, the fastest, or from 1 to 17 for the denser and slower kind
     * @throws IllegalArgumentException if the level is not from 0 to 17
     */
    public static Lz4Compressor level(int level) {
        if (level < 0 || level > 17) {
            throw new IllegalArgumentException("the level of lz4 must be from 0 to 17 but was " + level);
        }
        return new Lz4Compressor(level);
    }

    @Override
    public String name() {
        return "lz4";
    }

    @Override
    public byte[] compress(byte[] bytes) {
        byte[] out = new byte[HEADER + compressor.maxCompressedLength(bytes.length)];
        ByteBuffer.wrap(out).putInt(bytes.length);
        int length = compressor.compress(bytes, 0, bytes.length, out, HEADER, out.length - HEADER);
        return Arrays.copyOf(out, HEADER + length);
    }

    /**
     * Restores what an LZ4 block holds, without writing more than the limit.
     *
     * @throws IllegalArgumentException if the bytes are not one whole LZ4 block behind its length, or would restore to
     *     more than {@code maxBytes}
     */
    @Override
    public byte[] decompress(byte[] bytes, int maxBytes) {
        if (bytes.length <= HEADER) {
            throw new IllegalArgumentException("not an LZ4 block behind its length: only " + bytes.length + " bytes");
        }
        int size = ByteBuffer.wrap(bytes).getInt();
        if (size < 0 || size > maxBytes) {
            throw new IllegalArgumentException(
                    "the LZ4 block restores to " + Integer.toUnsignedString(size) + " bytes, more than " + maxBytes);
        }
        // a byte of a block stands for 255 at the most, so a short block cannot make us allocate a lot
        if (size > 255L * (bytes.length - HEADER)) {
            throw new IllegalArgumentException(
                    "the LZ4 block is too short to hold the " + size + " bytes that it says");
        }
        byte[] restored = new byte[size];
        try {
            int length = decompressor.decompress(bytes, HEADER, bytes.length - HEADER, restored, 0, size);
            if (length == size) {
                return restored;
            }
            throw new IllegalArgumentException("the LZ4 block holds " + length + " bytes where it says " + size);
        } catch (LZ4Exception garbled) {
            throw new IllegalArgumentException("not an LZ4 block: " + garbled.getMessage(), garbled);
        }
    }
}
