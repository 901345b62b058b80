package dev.larder.internal.jedis;

import dev.larder.Cache;
import dev.larder.CacheBuilder;
import dev.larder.CacheSettings;
import dev.larder.ConnectionSettings;
import dev.larder.Connections;
import dev.larder.RedisUri;
import dev.larder.Topology;
import dev.larder.ValueType;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;

/** Settings and stores as a builder makes them. */
public final class TestSettings {
    private TestSettings() {}

    /** What a provider would be given. */
    public static ConnectionSettings of(String uri, UnaryOperator<CacheBuilder> how) {
        AtomicReference<ConnectionSettings> captured = new AtomicReference<>();
        how.apply(CacheBuilder.connectTo(uri))
                .serializer("json")
                .provider(settings -> {
                    captured.set(settings);
                    return new NoConnections();
                })
                .build(String.class);
        return Objects.requireNonNull(captured.get());
    }

    /** A store on one server. */
    public static JedisStore store(String uri, UnaryOperator<CacheBuilder> how) {
        return new JedisStore(RedisUri.parse(uri), of(uri, how));
    }

    /** A store on one server with the settings that a builder has by default. */
    public static JedisStore store(String uri) {
        return store(uri, builder -> builder);
    }

    private static final class NoConnections implements Connections {
        @Override
        public <V> Cache<V> cache(CacheSettings settings, ValueType<V> type) {
            return CacheBuilder.connectTo(Topology.none()).build(type);
        }
    }
}
