package dev.larder.internal.jedis;

/** Whether values are usually so large that they would hold up what is sent with them. */
final class LargeValues {
    private static final int LARGE_BYTES = 16 << 10;
    private static final int ALL = 1 << 10;
    private static final int USUAL = ALL / 4;
    private static final int WEIGHT = 16;

    /** The share of large ones among those read lately, of {@link #ALL}; lost updates do no harm. */
    private volatile int share;

    static boolean isLarge(int bytes) {
        return bytes > LARGE_BYTES;
    }

    /** A value of this size was read. */
    void read(int bytes) {
        int before = share;
        if (isLarge(bytes)) {
            share = before + (ALL - before) / WEIGHT;
        } else if (before > 0) {
            share = before - (before + WEIGHT - 1) / WEIGHT;
        }
    }

    /** Whether more than one in four was large lately. */
    boolean areUsual() {
        return share > USUAL;
    }
}
