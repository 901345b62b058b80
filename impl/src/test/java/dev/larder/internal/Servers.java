package dev.larder.internal;

import dev.larder.CacheBuilder;
import dev.larder.Pool;
import dev.larder.Topology;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Servers for all tests of a class.
 *
 * @param <S> what they are together
 */
final class Servers<S extends AutoCloseable> implements BeforeAllCallback, AfterAllCallback {
    /** A machine that is busy is no outage. */
    static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Supplier<S> start;
    private final Function<S, Topology> topology;
    private @Nullable S running;

    Servers(Supplier<S> start, Function<S, Topology> topology) {
        this.start = start;
        this.topology = topology;
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        running = start.get();
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        running().close();
    }

    CacheBuilder builder() {
        return builder(topology.apply(running()));
    }

    static CacheBuilder builder(Topology topology) {
        return CacheBuilder.connectTo(topology)
                .serializer("json")
                .connectTimeout(PATIENCE)
                .socketTimeout(PATIENCE)
                .pool(Pool.DEFAULT.maxWait(PATIENCE));
    }

    S running() {
        return Objects.requireNonNull(running, "servers");
    }
}
