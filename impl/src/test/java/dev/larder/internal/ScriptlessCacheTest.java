package dev.larder.internal;

import dev.larder.CacheBuilder;
import dev.larder.testkit.CacheContract;
import dev.larder.testkit.RedisProcess;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A user who may not run scripts. */
class ScriptlessCacheTest extends CacheContract {
    @RegisterExtension
    static final OneServer SERVER = new OneServer(() -> RedisProcess.onTcp()
            .user("app", "secret", "~*", "+@all", "-@scripting")
            .start());

    @Override
    protected CacheBuilder builder() {
        return SERVER.builder();
    }
}
