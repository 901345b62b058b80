package dev.larder.testkit;

import dev.larder.Cache;
import dev.larder.CacheBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;

/**
 * What every cache does, whatever servers it is on.
 *
 * <p>A home is a few lines: it extends this class and says how its caches are built. Every test has a key prefix of its
 * own, so that tests may share servers. In what a home may differ has a name here.
 */
@Timeout(60)
public abstract class CacheContract
        implements ReadsAndWrites,
                Values,
                Keys,
                TimesToLive,
                Counters,
                Versions,
                Patterns,
                ManyKeys,
                Locks,
                Loading,
                Staleness,
                Races,
                LoadingTogether,
                BulkLoading,
                LoadingManyTogether,
                Formats,
                Hearing,
                Upkeep,
                Lifecycle,
                Arguments,
                Refusals {
    private final String prefix = "t" + UUID.randomUUID();
    private final List<Cache<?>> opened = new ArrayList<>();
    private @Nullable CacheBuilder own;
    private @Nullable CacheBuilder others;

    /** For a home. */
    protected CacheContract() {}

    /** A new builder of caches with a serializer, and without prefix and version. */
    protected abstract CacheBuilder builder();

    /** Whether caches of two builders have the same entries. */
    protected boolean buildersShareEntries() {
        return true;
    }

    /** Whether what one program has written is read by all others from then on. */
    protected boolean readsWritesOfOthersAtOnce() {
        return true;
    }

    @Override
    public final String prefix() {
        return prefix;
    }

    @Override
    public final CacheBuilder caches() {
        if (own == null) {
            own = builder();
        }
        return own.keyPrefix(prefix).version(1);
    }

    @Override
    public final CacheBuilder othersCaches() {
        if (!buildersShareEntries()) {
            return caches();
        }
        if (others == null) {
            others = builder();
        }
        return others.keyPrefix(prefix).version(1);
    }

    @Override
    public final <V> Cache<V> opened(Cache<V> cache) {
        opened.add(cache);
        return cache;
    }

    @Override
    public final void sees(Runnable check) {
        if (readsWritesOfOthersAtOnce()) {
            check.run();
        } else {
            Eventually.passes(check);
        }
    }

    @AfterEach
    final void closeAll() {
        opened.forEach(Cache::close);
    }
}
