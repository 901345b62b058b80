package dev.larder.internal;

import dev.larder.CacheBuilder;
import dev.larder.testkit.CacheContract;
import dev.larder.testkit.RedisProcess;
import org.junit.jupiter.api.extension.RegisterExtension;

class AclCacheTest extends CacheContract {
    @RegisterExtension
    static final OneServer SERVER = new OneServer(() -> RedisProcess.onTcp()
            .user("app", "p@ss:w/ö rd", "~t*", "+@all", "-@dangerous", "-@admin")
            .start());

    @Override
    protected CacheBuilder builder() {
        return SERVER.builder();
    }
}
