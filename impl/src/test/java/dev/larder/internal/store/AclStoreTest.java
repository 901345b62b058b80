package dev.larder.internal.store;

import dev.larder.testkit.RedisProcess;
import org.junit.jupiter.api.AfterAll;

/** A user with the rights that a cache needs, and no more; its password has what has to be percent-encoded. */
class AclStoreTest extends ServerHome {
    private static final RedisProcess REDIS = RedisProcess.onTcp()
            .user(
                    "app",
                    "p@ss:w/ö rd%?#",
                    "~*",
                    "-@all",
                    "+@read",
                    "+@write",
                    "+@connection",
                    "+@scripting",
                    "+dbsize",
                    "-keys",
                    // the test itself empties the server
                    "+flushall")
            .start();

    AclStoreTest() {
        super(REDIS);
    }

    @AfterAll
    static void stop() {
        REDIS.close();
    }
}
