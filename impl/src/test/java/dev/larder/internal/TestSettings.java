package dev.larder.internal;

import dev.larder.Cache;
import dev.larder.CacheBuilder;
import dev.larder.CacheSettings;
import dev.larder.ConnectionSettings;
import dev.larder.Connections;
import dev.larder.Topology;
import dev.larder.ValueType;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The settings that a builder would hand to the implementation. */
public final class TestSettings {
    private TestSettings() {}

    public static ConnectionSettings of(CacheBuilder builder) {
        AtomicReference<@Nullable ConnectionSettings> seen = new AtomicReference<>();
        builder.serializer(new TextSerializer())
                .provider(settings -> {
                    seen.set(settings);
                    return new NoConnections();
                })
                .build(String.class)
                .close();
        return Objects.requireNonNull(seen.get());
    }

    private static final class NoConnections implements Connections {
        @Override
        public <V> Cache<V> cache(CacheSettings settings, ValueType<V> type) {
            return CacheBuilder.connectTo(Topology.none()).build(type);
        }
    }
}
