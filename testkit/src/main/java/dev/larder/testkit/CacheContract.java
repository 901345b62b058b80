package dev.larder.testkit;

import dev.larder.Cache;
import dev.larder.CacheBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;

/**
 * What every cache does, wherever its bytes live. A home extends it and says where:
 *
 * <pre>{@code
 * class MemoryCacheTest extends CacheContract {
 *     protected CacheBuilder builder() {
 *         return CacheBuilder.connectTo(Topology.inMemory()).serializer("json");
 *     }
 * }
 * }</pre>
 */
@Timeout(60)
public abstract class CacheContract
        implements ReadsAndWrites,
                ValuesOfManyTypes,
                TimesToLive,
                Counters,
                Versions,
                Patterns,
                Loading,
                LoadingMany,
                Locks,
                LoadingTogether,
                LoadingManyTogether,
                Refusals,
                Formats,
                Hearing,
                Lifecycle {
    private final String prefix =
            "t" + Long.toHexString(ThreadLocalRandom.current().nextLong());
    private final List<Cache<?>> open = new ArrayList<>();
    private @Nullable CacheBuilder builder;

    /** For homes. */
    protected CacheContract() {}

    /** A new builder of caches on this topology, with a serializer that can write records, and no prefix. */
    protected abstract CacheBuilder builder();

    @Override
    public final CacheBuilder here() {
        if (builder == null) {
            builder = builder().keyPrefix(prefix);
        }
        return builder;
    }

    @Override
    public final String prefix() {
        return prefix;
    }

    @Override
    public final <V> Cache<V> opened(Cache<V> cache) {
        open.add(cache);
        return cache;
    }

    @AfterEach
    final void close_what_is_open() {
        open.forEach(Cache::close);
    }
}
