package dev.larder.internal.store;

/** The slot of Redis Cluster, of 16384, in which a key lives: the CRC16 (XMODEM) of its {@link HashTag}. */
public final class HashSlot {
    /** How many slots a cluster has. */
    public static final int COUNT = 16384;

    private static final int POLYNOMIAL = 0x1021;

    private HashSlot() {}

    /** The slot of a key. */
    public static int of(byte[] key) {
        int start = HashTag.start(key);
        int end = HashTag.end(key, start);
        int crc = 0;
        for (int at = start; at < end; at++) {
            crc ^= (key[at] & 0xFF) << 8;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 0x8000) == 0 ? crc << 1 : (crc << 1) ^ POLYNOMIAL;
            }
        }
        return crc & (COUNT - 1);
    }
}
