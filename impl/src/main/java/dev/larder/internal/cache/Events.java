package dev.larder.internal.cache;

import dev.larder.CacheListener;
import dev.larder.CacheStatistics;
import dev.larder.CacheUnavailableException;
import dev.larder.ServerStatistics;
import dev.larder.internal.store.OutageObserver;
import dev.larder.internal.store.Store;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What happens in a cache: counted, and told to the listener, whose own faults stay here. What happens on every read or write
 * is told without taking memory.
 */
final class Events implements OutageObserver {
    private static final Logger LOG = LoggerFactory.getLogger("dev.larder.Cache");

    private final CacheListener listener;
    private final LongAdder hits = new LongAdder();
    private final LongAdder misses = new LongAdder();
    private final LongAdder staleHits = new LongAdder();
    private final LongAdder puts = new LongAdder();
    private final LongAdder deletes = new LongAdder();
    private final LongAdder loads = new LongAdder();
    private final LongAdder loadFailures = new LongAdder();
    private final LongAdder commitsRejected = new LongAdder();
    private final LongAdder unreadable = new LongAdder();
    private final LongAdder dropped = new LongAdder();
    private final LongAdder loadNanos = new LongAdder();
    private final LongAdder bytesRead = new LongAdder();
    private final LongAdder bytesWritten = new LongAdder();
    private final TimeHistogram loadTimes = new TimeHistogram();

    /** A method of a listener that hears of bytes. */
    private interface OfBytes {
        void tell(CacheListener listener, String key, int bytes);
    }

    Events(CacheListener listener) {
        this.listener = listener;
    }

    private void tell(Consumer<CacheListener> event) {
        try {
            event.accept(listener);
        } catch (Throwable fault) {
            ignore(fault);
        }
    }

    private void tell(BiConsumer<CacheListener, String> event, String key) {
        try {
            event.accept(listener, key);
        } catch (Throwable fault) {
            ignore(fault);
        }
    }

    private void tell(OfBytes event, String key, int bytes) {
        try {
            event.tell(listener, key, bytes);
        } catch (Throwable fault) {
            ignore(fault);
        }
    }

    /** Whatever it is: one from Kotlin may throw checked exceptions, one built for another version of the API errors. */
    private static void ignore(Throwable fault) {
        LOG.warn("a cache listener failed; the cache goes on", fault);
    }

    void hit(String key) {
        hits.increment();
        tell(CacheListener::onHit, key);
    }

    void miss(String key) {
        misses.increment();
        tell(CacheListener::onMiss, key);
    }

    /** A stale value is a hit too. */
    void staleHit(String key) {
        hits.increment();
        staleHits.increment();
        tell(CacheListener::onStaleHit, key);
    }

    void read(String key, int bytes) {
        bytesRead.add(bytes);
        tell(CacheListener::onRead, key, bytes);
    }

    void put(String key, int bytes) {
        puts.increment();
        tell(CacheListener::onPut, key);
        written(key, bytes);
    }

    /** Stored anew, which is no put of a user. */
    void written(String key, int bytes) {
        bytesWritten.add(bytes);
        tell(CacheListener::onWrite, key, bytes);
    }

    void delete(String key) {
        deletes.increment();
        tell(CacheListener::onDelete, key);
    }

    void load(Set<String> keys, long nanos) {
        loadNanos.add(nanos);
        loadTimes.record(nanos);
        Duration took = Duration.ofNanos(nanos);
        loads.add(keys.size());
        keys.forEach(key -> tell(to -> to.onLoad(key, took)));
    }

    void loadFailure(Set<String> keys, Throwable cause) {
        loadFailures.add(keys.size());
        keys.forEach(key -> tell(to -> to.onLoadFailure(key, cause)));
    }

    void commitRejected(String key) {
        commitsRejected.increment();
        tell(CacheListener::onCommitRejected, key);
    }

    void unreadable(String key, String reason) {
        unreadable.increment();
        tell(to -> to.onUnreadable(key, reason));
    }

    void dropped(String operation, CacheUnavailableException cause) {
        dropped.increment();
        tell(to -> to.onDropped(operation, cause));
    }

    @Override
    public void began(String server, CacheUnavailableException cause) {
        tell(to -> to.onOutage(server, cause));
    }

    @Override
    public void ended(String server, Duration lasted) {
        tell(to -> to.onOutageEnd(server, lasted));
    }

    @Override
    public void crowded(String server, CacheUnavailableException cause) {
        tell(to -> to.onPoolTimeout(server, cause));
    }

    /** The counts, and how things stand with the servers. */
    CacheStatistics statistics(Store store) {
        // while keys move, a server may be before and after
        Map<String, ServerStatistics> byName = new LinkedHashMap<>();
        store.servers().forEach(each -> byName.putIfAbsent(each.server(), each));
        long[] times = loadTimes.percentiles(0.5, 0.95, 0.99);
        return CacheStatistics.builder()
                .reads(hits.sum(), misses.sum(), staleHits.sum())
                .writes(puts.sum(), deletes.sum())
                .loads(loads.sum(), loadFailures.sum(), commitsRejected.sum(), loadNanos.sum())
                .troubles(unreadable.sum(), dropped.sum())
                .loadTimes(times[0], times[1], times[2], loadTimes.max())
                .bytes(bytesRead.sum(), bytesWritten.sum())
                .journal(store.owed())
                .servers(List.copyOf(byName.values()))
                .build();
    }
}
