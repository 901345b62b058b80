package dev.larder.internal.cache;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.concurrent.ThreadLocalRandom;

/** Names an owner of a lease or lock, unlike any other in the fleet: 8 bytes of this process and 8 of this attempt. */
final class Token {
    private static final long PROCESS = new SecureRandom().nextLong();

    private Token() {}

    static byte[] random() {
        return ByteBuffer.allocate(16)
                .putLong(PROCESS)
                .putLong(ThreadLocalRandom.current().nextLong())
                .array();
    }
}
