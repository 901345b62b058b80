package dev.larder.internal;

import dev.larder.CacheBuilder;
import dev.larder.testkit.CacheContract;
import dev.larder.testkit.RedisProcess;
import dev.larder.testkit.TlsFiles;
import org.junit.jupiter.api.AfterAll;

class TlsCacheTest extends CacheContract {
    private static final TlsFiles TLS = TlsFiles.forLocalhost();
    private static final RedisProcess REDIS = RedisProcess.onTcp().tls(TLS).start();

    @AfterAll
    static void stop() {
        REDIS.close();
        TLS.close();
    }

    @Override
    protected CacheBuilder builder() {
        return CacheBuilder.connectTo(REDIS.uri()).serializer("json").tls(TLS.context());
    }
}
