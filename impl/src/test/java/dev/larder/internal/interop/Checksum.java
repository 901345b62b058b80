package dev.larder.internal.interop;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** The checksum of an envelope, computed anew as an attacker would. */
final class Checksum {
    private Checksum() {}

    static void correct(byte[] envelope) {
        CRC32C crc = new CRC32C();
        crc.update(envelope[0]);
        crc.update(envelope[1] & ~0x02);
        crc.update(envelope, 2, 8);
        crc.update(envelope, 14, envelope.length - 14);
        ByteBuffer.wrap(envelope).putInt(10, (int) crc.getValue());
    }
}
