package dev.larder.internal;

import dev.larder.CacheBuilder;
import dev.larder.Topology;
import dev.larder.testkit.RedisProcess;
import java.util.function.Supplier;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A server for all tests of a class. */
final class OneServer implements BeforeAllCallback, AfterAllCallback {
    private final Servers<RedisProcess> servers;

    OneServer(Supplier<RedisProcess> start) {
        this.servers = new Servers<>(start, server -> Topology.single(server.uri()));
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        servers.beforeAll(context);
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        servers.afterAll(context);
    }

    CacheBuilder builder() {
        return servers.builder();
    }
}
