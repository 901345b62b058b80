package dev.larder.internal.codec;

import dev.larder.Cache;
import dev.larder.CacheBuilder;
import dev.larder.CacheSettings;
import dev.larder.Connections;
import dev.larder.Topology;
import dev.larder.ValueType;
import dev.larder.internal.SharedConnections;
import dev.larder.internal.store.NothingStore;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Codecs as the caches of a builder have them. */
final class Codecs {
    private Codecs() {}

    static <V> ValueCodec<V> of(UnaryOperator<CacheBuilder> settings, ValueType<V> type) {
        AtomicReference<@Nullable CacheSettings> made = new AtomicReference<>();
        Connections listening = new Connections() {
            private final SharedConnections nowhere = new SharedConnections((observer, time) -> new NothingStore());

            @Override
            public <T> Cache<T> cache(CacheSettings settings, ValueType<T> type) {
                made.set(settings);
                return nowhere.cache(settings, type);
            }
        };
        settings.apply(CacheBuilder.connectTo(Topology.inMemory()).provider(connection -> listening))
                .build(type)
                .close();
        CacheSettings found = Objects.requireNonNull(made.get());
        return new ValueCodec<>(found, found.serializer(), type);
    }
}
