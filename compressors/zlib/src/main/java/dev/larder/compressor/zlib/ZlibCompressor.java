package dev.larder.compressor.zlib;

import dev.larder.spi.Compressor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * Compresses to zlib streams (RFC 1950), which any zlib reads.
 *
 * <p>Native contexts live for one call: pooling them was measured and gains less than a microsecond, which is not worth
 * memory outside the heap that idles with every thread or cache.
 */
public final class ZlibCompressor implements Compressor {
    private static final int DEFAULT_LEVEL = 6;
    private static final int SMALLEST_CHUNK = 64;
    private static final int LONGEST_ARRAY = Integer.MAX_VALUE - 8;

    private final int level;

    /** Compresses at level 6. */
    public ZlibCompressor() {
        this(DEFAULT_LEVEL);
    }

    private ZlibCompressor(int level) {
        this.level = level;
    }

    /**
     * Compresses at a level; what was compressed at any other can be read too.
     *
     * @param level from 0, which only adds a checksum, to 9, which takes the longest
     * @throws IllegalArgumentException if the level is not from 0 to 9
     */
    public static ZlibCompressor level(int level) {
        if (level < 0 || level > 9) {
            throw new IllegalArgumentException("the level of zlib must be from 0 to 9 but was " + level);
        }
        return new ZlibCompressor(level);
    }

    @Override
    public String name() {
        return "zlib";
    }

    @Override
    public byte[] compress(byte[] bytes) {
        Deflater deflater = new Deflater(level);
        try {
            deflater.setInput(bytes);
            deflater.finish();
            byte[] out = new byte[Math.max(SMALLEST_CHUNK, bytes.length / 2)];
            int length = 0;
            while (true) {
                length += deflater.deflate(out, length, out.length - length);
                if (deflater.finished()) {
                    return Arrays.copyOf(out, length);
                }
                out = Arrays.copyOf(out, (int) Math.min(2L * out.length, LONGEST_ARRAY));
            }
        } finally {
            deflater.end();
        }
    }

    /**
     * Restores what a zlib stream holds, and stops as soon as that would exceed the limit.
     *
     * @throws IllegalArgumentException if the bytes are not one whole zlib stream, need a preset dictionary, or would
     *     restore to more than {@code maxBytes}
     */
    @Override
    public byte[] decompress(byte[] bytes, int maxBytes) {
        if (maxBytes < 0) {
            throw new IllegalArgumentException("maxBytes must be at least 0 but was " + maxBytes);
        }
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(bytes);
            Restored restored = new Restored(bytes.length, maxBytes);
            while (!inflater.finished()) {
                int length = inflater.inflate(restored.chunk, restored.filled, restored.room());
                restored.add(length);
                if (length == 0 && !inflater.finished()) {
                    throw stuck(inflater);
                }
            }
            if (inflater.getRemaining() > 0) {
                throw new IllegalArgumentException("the zlib stream is followed by " + inflater.getRemaining()
                        + " bytes that do not belong to it");
            }
            return restored.bytes();
        } catch (DataFormatException garbage) {
            throw new IllegalArgumentException("not a zlib stream: " + garbage.getMessage(), garbage);
        } finally {
            inflater.end();
        }
    }

    private static IllegalArgumentException stuck(Inflater inflater) {
        return new IllegalArgumentException(
                inflater.needsDictionary()
                        ? "the zlib stream needs a preset dictionary, and there is none"
                        : "the zlib stream is cut off");
    }

    /** Output in chunks that grow, so that never much more than the limit is taken, however much a stream claims. */
    private static final class Restored {
        private final List<byte[]> full = new ArrayList<>();
        private final int maxBytes;
        private long fullBytes;
        byte[] chunk;
        int filled;

        Restored(int compressedBytes, int maxBytes) {
            this.maxBytes = maxBytes;
            this.chunk = new byte[limited(Math.max(SMALLEST_CHUNK, 4L * compressedBytes))];
        }

        int room() {
            return chunk.length - filled;
        }

        void add(int length) {
            filled += length;
            if (fullBytes + filled > maxBytes) {
                throw new IllegalArgumentException("the zlib stream restores to more than " + maxBytes + " bytes");
            }
            if (room() == 0) {
                full.add(chunk);
                fullBytes += filled;
                chunk = new byte[limited(fullBytes)];
                filled = 0;
            }
        }

        // one byte over the limit, so that a stream that goes on is told from one that ends there
        private int limited(long wanted) {
            return (int) Math.min(Math.min(wanted, maxBytes - fullBytes + 1), LONGEST_ARRAY);
        }

        byte[] bytes() {
            if (full.isEmpty()) {
                return Arrays.copyOf(chunk, filled);
            }
            byte[] all = new byte[(int) fullBytes + filled];
            int at = 0;
            for (byte[] each : full) {
                System.arraycopy(each, 0, all, at, each.length);
                at += each.length;
            }
            System.arraycopy(chunk, 0, all, at, filled);
            return all;
        }
    }
}
