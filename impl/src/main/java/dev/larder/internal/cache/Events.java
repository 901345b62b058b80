package dev.larder.internal.cache;

import dev.larder.CacheListener;
import dev.larder.CacheStatistics;
import dev.larder.CacheUnavailableException;
import dev.larder.internal.store.OutageObserver;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What happens in a cache: counted, and told to the listener, whose own faults stay here. */
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

    Events(CacheListener listener) {
        this.listener = listener;
    }

    private void count(LongAdder counter, Consumer<CacheListener> event) {
        counter.increment();
        tell(event);
    }

    private void tell(Consumer<CacheListener> event) {
        if (listener == CacheListener.NONE) {
            return;
        }
        try {
            event.accept(listener);
        } catch (RuntimeException fault) {
            LOG.warn("a cache listener failed; the cache goes on", fault);
        }
    }

    void hit(String key) {
        count(hits, to -> to.onHit(key));
    }

    void miss(String key) {
        count(misses, to -> to.onMiss(key));
    }

    /** A stale value is a hit too. */
    void staleHit(String key) {
        hits.increment();
        count(staleHits, to -> to.onStaleHit(key));
    }

    void put(String key) {
        count(puts, to -> to.onPut(key));
    }

    void delete(String key) {
        count(deletes, to -> to.onDelete(key));
    }

    void load(Set<String> keys, long nanos) {
        loadNanos.add(nanos);
        keys.forEach(key -> count(loads, to -> to.onLoad(key, Duration.ofNanos(nanos))));
    }

    void loadFailure(Set<String> keys, Throwable cause) {
        keys.forEach(key -> count(loadFailures, to -> to.onLoadFailure(key, cause)));
    }

    void commitRejected(String key) {
        count(commitsRejected, to -> to.onCommitRejected(key));
    }

    void unreadable(String key, String reason) {
        count(unreadable, to -> to.onUnreadable(key, reason));
    }

    void dropped(String operation, CacheUnavailableException cause) {
        count(dropped, to -> to.onDropped(operation, cause));
    }

    @Override
    public void began(String server, CacheUnavailableException cause) {
        tell(to -> to.onOutage(server, cause));
    }

    @Override
    public void ended(String server, Duration lasted) {
        tell(to -> to.onOutageEnd(server, lasted));
    }

    CacheStatistics statistics() {
        return CacheStatistics.builder()
                .reads(hits.sum(), misses.sum(), staleHits.sum())
                .writes(puts.sum(), deletes.sum())
                .loads(loads.sum(), loadFailures.sum(), commitsRejected.sum(), loadNanos.sum())
                .troubles(unreadable.sum(), dropped.sum())
                .build();
    }
}
