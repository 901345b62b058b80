package dev.larder.internal.jedis;

import java.util.Arrays;
import redis.clients.jedis.args.Rawable;

/**
 * An argument that is sent as it is; Jedis' own copies the array.
 *
 * @param bytes not changed until the command is written
 */
record Raw(byte[] bytes) implements Rawable {
    @Override
    public byte[] getRaw() {
        return bytes;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Raw that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }
}
