package dev.larder.internal;

import dev.larder.CacheBuilder;
import dev.larder.testkit.CacheContract;
import dev.larder.testkit.RedisProcess;
import org.junit.jupiter.api.AfterAll;

class AclCacheTest extends CacheContract {
    private static final RedisProcess REDIS = RedisProcess.onTcp()
            .user("app", "p@ss:w/ö rd", "~t*", "+@all", "-@dangerous", "-@admin")
            .start();

    @AfterAll
    static void stop() {
        REDIS.close();
    }

    @Override
    protected CacheBuilder builder() {
        return CacheBuilder.connectTo(REDIS.uri()).serializer("json");
    }
}
