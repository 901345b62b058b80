package dev.larder.internal.cache;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.concurrent.ThreadLocalRandom;

/** Names the owners of leases and locks, unlike any other in the fleet: 8 bytes of this cache and 8 of an attempt. */
final class Token {
    private final long cache = new SecureRandom().nextLong();

    byte[] next() {
        return ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(cache)
                .putLong(ThreadLocalRandom.current().nextLong())
                .array();
    }
}
