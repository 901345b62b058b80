package dev.larder.compressor.xz;

import dev.larder.spi.Compressor;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.tukaani.xz.ArrayCache;
import org.tukaani.xz.BasicArrayCache;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.SingleXZInputStream;
import org.tukaani.xz.UnsupportedOptionsException;
import org.tukaani.xz.XZ;
import org.tukaani.xz.XZOutputStream;

/** Compresses to xz streams, which any xz reads: the densest of all, and slow to write. */
public final class XzCompressor implements Compressor {
    private static final int DEFAULT_LEVEL = 6;
    private static final int DECODER_KIB = 1024;
    /** Arrays come back from it for the next call; it holds them softly, so memory that is short takes them away. */
    private static final ArrayCache ARRAYS = BasicArrayCache.getInstance();

    private final int level;

    /** Compresses at level 6, the usual one of xz. */
    public XzCompressor() {
        this(DEFAULT_LEVEL);
    }

    private XzCompressor(int level) {
        this.level = level;
    }

    /**
     * Compresses at a level; what was compressed at any other can be read too.
     *
     * @param level from 0, the fastest, to 9, the densest
     * @throws IllegalArgumentException if the level is not from 0 to 9
     */
    public static XzCompressor level(int level) {
        if (level < 0 || level > 9) {
            throw new IllegalArgumentException("the level of xz must be from 0 to 9 but was " + level);
        }
        return new XzCompressor(level);
    }

    @Override
    public String name() {
        return "xz";
    }

    @Override
    public byte[] compress(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(Math.max(128, bytes.length / 4));
        try (XZOutputStream xz = new XZOutputStream(out, options(bytes.length), XZ.CHECK_CRC32, ARRAYS)) {
            xz.write(bytes);
        } catch (IOException inMemory) {
            throw new UncheckedIOException(inMemory);
        }
        return out.toByteArray();
    }

    /** A dictionary longer than the value would cost up to a hundred megabytes for nothing. */
    private LZMA2Options options(int bytes) throws UnsupportedOptionsException {
        LZMA2Options options = new LZMA2Options(level);
        options.setDictSize(Math.max(LZMA2Options.DICT_SIZE_MIN, Math.min(options.getDictSize(), bytes)));
        return options;
    }

    /**
     * Restores what an xz stream holds, and stops as soon as that would exceed the limit.
     *
     * @throws IllegalArgumentException if the bytes are not one whole xz stream, ask for more memory than a value of that
     *     size needs, or would restore to more than {@code maxBytes}
     */
    @Override
    public byte[] decompress(byte[] bytes, int maxBytes) {
        ByteArrayInputStream in = new ByteArrayInputStream(bytes);
        // 68 bytes can ask for a dictionary of gigabytes; none of ours is longer than its value
        int limitKib = maxBytes / 1024 + DECODER_KIB;
        try (SingleXZInputStream xz = new SingleXZInputStream(in, limitKib, true, ARRAYS)) {
            byte[] restored = xz.readNBytes((int) Math.min(maxBytes + 1L, Integer.MAX_VALUE));
            if (restored.length > maxBytes) {
                throw new IllegalArgumentException("the xz stream restores to more than " + maxBytes + " bytes");
            }
            if (xz.read() >= 0 || in.available() > 0) {
                throw new IllegalArgumentException("the xz stream is followed by bytes that do not belong to it");
            }
            return restored;
        } catch (IOException garbled) {
            throw new IllegalArgumentException("not an xz stream: " + garbled, garbled);
        }
    }
}
