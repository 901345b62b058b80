package dev.larder.internal;

import dev.larder.CacheBuilder;
import dev.larder.testkit.CacheContract;
import dev.larder.testkit.RedisProcess;
import dev.larder.testkit.TlsFiles;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.extension.RegisterExtension;

class TlsCacheTest extends CacheContract {
    private static final TlsFiles FILES = TlsFiles.forLocalhost();

    @RegisterExtension
    static final OneServer SERVER =
            new OneServer(() -> RedisProcess.onTcp().tls(FILES).start());

    @Override
    protected CacheBuilder builder() {
        return SERVER.builder().tls(FILES.context());
    }

    @AfterAll
    static void removeFiles() {
        FILES.close();
    }
}
