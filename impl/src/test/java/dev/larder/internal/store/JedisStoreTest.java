package dev.larder.internal.store;

import dev.larder.testkit.RedisProcess;
import org.junit.jupiter.api.AfterAll;

class JedisStoreTest extends ServerHome {
    private static final RedisProcess REDIS = RedisProcess.start();

    JedisStoreTest() {
        super(REDIS);
    }

    @AfterAll
    static void stop() {
        REDIS.close();
    }
}
