package dev.larder.internal;

import dev.larder.CacheBuilder;
import dev.larder.testkit.CacheContract;
import dev.larder.testkit.RedisProcess;
import org.junit.jupiter.api.extension.RegisterExtension;

class TcpCacheTest extends CacheContract {
    @RegisterExtension
    static final OneServer SERVER = new OneServer(RedisProcess::start);

    @Override
    protected CacheBuilder builder() {
        return SERVER.builder().database(3);
    }
}
