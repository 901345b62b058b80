package dev.larder.internal;

import dev.larder.CacheBuilder;
import dev.larder.Pool;
import dev.larder.testkit.RedisProcess;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A server for all tests of a class. */
final class OneServer implements BeforeAllCallback, AfterAllCallback {
    /** A machine that is busy is no outage. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Supplier<RedisProcess> start;
    private @Nullable RedisProcess server;

    OneServer(Supplier<RedisProcess> start) {
        this.start = start;
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        server = start.get();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        server().close();
    }

    CacheBuilder builder() {
        return CacheBuilder.connectTo(server().uri())
                .serializer("json")
                .connectTimeout(PATIENCE)
                .socketTimeout(PATIENCE)
                .pool(Pool.DEFAULT.maxWait(PATIENCE));
    }

    private RedisProcess server() {
        return Objects.requireNonNull(server, "server");
    }
}
