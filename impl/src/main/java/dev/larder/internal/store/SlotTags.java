package dev.larder.internal.store;

import static java.nio.charset.StandardCharsets.US_ASCII;

/** A short text for every slot of Redis Cluster that lives there: as a hash tag, it brings a key to that slot. */
public final class SlotTags {
    private static final byte[][] TAGS = tags();

    private SlotTags() {}

    /** The text of a slot, letters and digits; not to be changed. */
    public static byte[] of(int slot) {
        return TAGS[slot];
    }

    /** The first number of each slot, written with the digits 0 to z. */
    private static byte[][] tags() {
        byte[][] tags = new byte[HashSlot.COUNT][];
        int missing = tags.length;
        for (int number = 0; missing > 0; number++) {
            byte[] tag = Integer.toString(number, Character.MAX_RADIX).getBytes(US_ASCII);
            int slot = HashSlot.of(tag);
            if (tags[slot] == null) {
                tags[slot] = tag;
                missing--;
            }
        }
        return tags;
    }
}
