package dev.larder.testkit;

import dev.larder.spi.Compressor;
import java.io.ByteArrayOutputStream;

/** The simplest compressor there is, for caches that are to have one: runs of a byte become its number and the byte. */
final class Squeeze implements Compressor {
    @Override
    public String name() {
        return "squeeze";
    }

    @Override
    public byte[] compress(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < bytes.length; ) {
            int run = 1;
            while (run < 255 && i + run < bytes.length && bytes[i + run] == bytes[i]) {
                run++;
            }
            out.write(run);
            out.write(bytes[i]);
            i += run;
        }
        return out.toByteArray();
    }

    @Override
    public byte[] decompress(byte[] bytes, int maxBytes) {
        if (bytes.length % 2 != 0) {
            throw new IllegalArgumentException("cut off");
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < bytes.length; i += 2) {
            int run = bytes[i] & 0xff;
            if (run == 0 || run > maxBytes - out.size()) {
                throw new IllegalArgumentException("not squeezed, or more than " + maxBytes + " bytes");
            }
            for (int j = 0; j < run; j++) {
                out.write(bytes[i + 1]);
            }
        }
        return out.toByteArray();
    }
}
