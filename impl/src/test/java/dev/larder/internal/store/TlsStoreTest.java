package dev.larder.internal.store;

import dev.larder.internal.jedis.TestSettings;
import dev.larder.testkit.RedisProcess;
import dev.larder.testkit.TlsFiles;
import org.junit.jupiter.api.AfterAll;

class TlsStoreTest extends ServerHome {
    private static final TlsFiles TLS = TlsFiles.forLocalhost();
    private static final RedisProcess REDIS = RedisProcess.onTcp().tls(TLS).start();

    TlsStoreTest() {
        super(REDIS, TestSettings.store(REDIS.uri(), builder -> builder.tls(TLS.context())));
    }

    @AfterAll
    static void stop() {
        REDIS.close();
        TLS.close();
    }
}
