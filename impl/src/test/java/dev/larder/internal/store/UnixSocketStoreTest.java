package dev.larder.internal.store;

import dev.larder.testkit.RedisProcess;
import org.junit.jupiter.api.AfterAll;

class UnixSocketStoreTest extends ServerHome {
    private static final RedisProcess REDIS =
            RedisProcess.onSocket().password("p@ss:w/ö rd").start();

    UnixSocketStoreTest() {
        super(REDIS);
    }

    @AfterAll
    static void stop() {
        REDIS.close();
    }
}
