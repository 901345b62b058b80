package dev.larder.compressor.bzip2;

import dev.larder.spi.Compressor;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;

/**
 * Compresses to bzip2 streams, which any bzip2 reads: dense for text, slow, and with 1.6 MB of garbage or more a call.
 */
public final class Bzip2Compressor implements Compressor {
    private static final int DEFAULT_LEVEL = 9;
    private static final int BLOCK = 100_000;

    private final int level;

    /** Compresses at level 9, the usual one of bzip2. */
    public Bzip2Compressor() {
        this(DEFAULT_LEVEL);
    }

    private Bzip2Compressor(int level) {
        this.level = level;
    }

    /**
     * Compresses at a level; what was compressed at any other can be read too.
     *
     * @param level the most hundreds of kilobytes that are sorted together, from 1 to 9; a smaller value takes fewer anyway
     * @throws IllegalArgumentException if the level is not from 1 to 9
     */
    public static Bzip2Compressor level(int level) {
        if (level < 1 || level > 9) {
            throw new IllegalArgumentException("the level of bzip2 must be from 1 to 9 but was " + level);
        }
        return new Bzip2Compressor(level);
    }

    @Override
    public String name() {
        return "bzip2";
    }

    @Override
    public byte[] compress(byte[] bytes) {
        // a block larger than the value would be allocated for nothing
        int blocks = Math.min(level, bytes.length / BLOCK + 1);
        ByteArrayOutputStream out = new ByteArrayOutputStream(Math.max(64, bytes.length / 4));
        try (BZip2CompressorOutputStream bzip2 = new BZip2CompressorOutputStream(out, blocks)) {
            bzip2.write(bytes);
        } catch (IOException inMemory) {
            throw new UncheckedIOException(inMemory);
        }
        return out.toByteArray();
    }

    /**
     * Restores what a bzip2 stream holds, and stops as soon as that would exceed the limit.
     *
     * @throws IllegalArgumentException if the bytes are not one whole bzip2 stream, or would restore to more than
     *     {@code maxBytes}
     */
    @Override
    public byte[] decompress(byte[] bytes, int maxBytes) {
        ByteArrayInputStream in = new ByteArrayInputStream(bytes);
        try (BZip2CompressorInputStream bzip2 = new BZip2CompressorInputStream(in)) {
            byte[] restored = bzip2.readNBytes((int) Math.min(maxBytes + 1L, Integer.MAX_VALUE));
            if (restored.length > maxBytes) {
                throw new IllegalArgumentException("the bzip2 stream restores to more than " + maxBytes + " bytes");
            }
            // the end of the stream is known, and its checksum compared, only by reading on
            if (bzip2.read() >= 0 || in.available() > 0) {
                throw new IllegalArgumentException("the bzip2 stream is followed by bytes that do not belong to it");
            }
            return restored;
        } catch (IOException | IndexOutOfBoundsException garbled) {
            throw new IllegalArgumentException("not a bzip2 stream: " + garbled.getMessage(), garbled);
        }
    }
}
