package dev.larder.internal.store;

/**
 * The part of a key that decides where it lives: what stands between the first <code>{</code> and the first
 * <code>}</code> after it, if that is something, else the whole key.
 *
 * <p>The rule of <a href="https://redis.io/docs/latest/operate/oss_and_stack/reference/cluster-spec/#hash-tags">Redis
 * Cluster</a>. Given as places in the key, for nothing is copied.
 */
public final class HashTag {
    private HashTag() {}

    /** Whether the key has one. */
    public static boolean isIn(byte[] key) {
        return start(key) > 0;
    }

    /** Where the tag starts; 0 if the key has none. */
    static int start(byte[] key) {
        int open = indexOf('{', key, 0);
        int close = indexOf('}', key, open + 1);
        return open < key.length && close < key.length && close > open + 1 ? open + 1 : 0;
    }

    /** Where the tag that starts there ends, exclusive; the length of the key if it has none. */
    static int end(byte[] key, int start) {
        return start == 0 ? key.length : indexOf('}', key, start);
    }

    private static int indexOf(char wanted, byte[] key, int from) {
        int at = from;
        while (at < key.length && key[at] != wanted) {
            at++;
        }
        return at;
    }
}
