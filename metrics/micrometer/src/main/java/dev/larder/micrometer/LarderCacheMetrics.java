package dev.larder.micrometer;

import dev.larder.Cache;
import dev.larder.CacheStatistics;
import dev.larder.ServerStatistics;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.BaseUnits;
import io.micrometer.core.instrument.binder.cache.CacheMeterBinder;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Meters of one cache, under the names that Micrometer gives to those of every cache, and of the servers under it.
 *
 * <p>They read {@link Cache#statistics()} and ask no server. A server has its meters once it is known, a node of a cluster
 * therefore when meters are read after its first use. When the cache is closed or collected, its counts stay as they are.
 */
public final class LarderCacheMetrics extends CacheMeterBinder<Cache<?>> {
    private final Tags tags;
    private final List<MeterRegistry> registries = new CopyOnWriteArrayList<>();
    private CacheStatistics counts = CacheStatistics.builder().build();
    private Map<String, ServerStatistics> servers = Map.of();

    /**
     * Meters of a cache, to be bound to a registry.
     *
     * @param cacheName what the tag {@code cache} says
     * @param tags further tags of each meter
     */
    public LarderCacheMetrics(Cache<?> cache, String cacheName, Iterable<Tag> tags) {
        super(cache, cacheName, tags);
        this.tags = Tags.concat(tags, "cache", cacheName);
    }

    /**
     * Binds the meters of a cache to a registry, which does not keep the cache from being collected, and returns the cache.
     *
     * @param cacheName what the tag {@code cache} says
     * @param tags further tags of each meter, as keys and values in turn
     */
    public static <C extends Cache<?>> C monitor(MeterRegistry registry, C cache, String cacheName, String... tags) {
        new LarderCacheMetrics(cache, cacheName, Tags.of(tags)).bindTo(registry);
        return cache;
    }

    // --- what every cache has

    /** Unknown: only the servers could count the keys. */
    @Override
    protected @Nullable Long size() {
        return null;
    }

    @Override
    protected long hitCount() {
        return counts().hits();
    }

    @Override
    protected @Nullable Long missCount() {
        return counts().misses();
    }

    /** Unknown: it is the servers that evict. */
    @Override
    protected @Nullable Long evictionCount() {
        return null;
    }

    @Override
    protected long putCount() {
        return counts().puts();
    }

    // --- what this one has besides

    @Override
    protected void bindImplementationSpecificMetrics(MeterRegistry registry) {
        count(registry, "cache.stale.hits", tags, CacheStatistics::staleHits, "hits on values that were stale");
        count(registry, "cache.removals", tags, CacheStatistics::deletes, "entries asked to be removed by their keys");
        Tags success = tags.and("result", "success");
        count(registry, "cache.loads", success, CacheStatistics::loads, "values that loaders returned");
        Tags failure = tags.and("result", "failure");
        count(registry, "cache.loads", failure, CacheStatistics::loadFailures, "values that loaders failed to return");
        count(
                registry,
                "cache.commits.rejected",
                tags,
                CacheStatistics::commitsRejected,
                "loaded values not stored, for their keys had changed meanwhile");
        count(registry, "cache.unreadable", tags, CacheStatistics::unreadable, "values that could not be read");
        count(registry, "cache.dropped", tags, CacheStatistics::dropped, "operations done as if the cache were empty");
        bytes(registry, "read", CacheStatistics::bytesRead);
        bytes(registry, "written", CacheStatistics::bytesWritten);
        gauge(registry, "cache.journal.length", tags, CacheStatistics::journalLength, "removals yet to be done");
        loadTimes(registry);
        registries.add(registry);
        servers().forEach(server -> bindServer(registry, server));
    }

    private void count(
            MeterRegistry registry,
            String name,
            Tags tags,
            ToDoubleFunction<CacheStatistics> count,
            String description) {
        FunctionCounter.builder(name, this, metrics -> count.applyAsDouble(metrics.counts()))
                .tags(tags)
                .description(description)
                .register(registry);
    }

    private void gauge(
            MeterRegistry registry,
            String name,
            Tags tags,
            ToDoubleFunction<CacheStatistics> figure,
            String description) {
        Gauge.builder(name, this, metrics -> figure.applyAsDouble(metrics.counts()))
                .tags(tags)
                .description(description)
                .register(registry);
    }

    private void bytes(MeterRegistry registry, String direction, ToDoubleFunction<CacheStatistics> count) {
        FunctionCounter.builder("cache.value.bytes", this, metrics -> count.applyAsDouble(metrics.counts()))
                .tags(tags.and("direction", direction))
                .baseUnit(BaseUnits.BYTES)
                .description("bytes of values as they lie in Redis")
                .register(registry);
    }

    private void loadTimes(MeterRegistry registry) {
        FunctionTimer.builder(
                        "cache.load.duration",
                        this,
                        metrics -> metrics.counts().loads(),
                        metrics -> metrics.counts().totalLoadTime().toNanos(),
                        TimeUnit.NANOSECONDS)
                .tags(tags)
                .description("time in loaders, by the values that they returned")
                .register(registry);
        loadTime(registry, "0.5", CacheStatistics::p50LoadTime);
        loadTime(registry, "0.95", CacheStatistics::p95LoadTime);
        loadTime(registry, "0.99", CacheStatistics::p99LoadTime);
        loadTime(registry, "1", CacheStatistics::maxLoadTime);
    }

    private void loadTime(MeterRegistry registry, String share, Function<CacheStatistics, Duration> time) {
        TimeGauge.builder(
                        "cache.load.duration.percentile",
                        this,
                        TimeUnit.NANOSECONDS,
                        metrics -> time.apply(metrics.counts()).toNanos())
                .tags(tags.and("phi", share))
                .description("time within which this share of the calls of loaders returned")
                .register(registry);
    }

    // --- servers

    private void bindServer(MeterRegistry registry, String server) {
        Tags ofServer = tags.and("server", server);
        count(registry, "cache.outages", ofServer, now -> known(server).outages(), "how often it stopped answering");
        count(
                registry,
                "cache.connections.timeouts",
                ofServer,
                now -> known(server).poolTimeouts(),
                "callers that waited for a connection in vain");
        gauge(
                registry,
                "cache.connections.active",
                ofServer,
                now -> known(server).activeConnections(),
                "connections in use");
        gauge(
                registry,
                "cache.connections.idle",
                ofServer,
                now -> known(server).idleConnections(),
                "connections not in use");
        gauge(
                registry,
                "cache.connections.waiting",
                ofServer,
                now -> known(server).waitingCallers(),
                "callers that wait for a connection");
        gauge(
                registry,
                "cache.server.away",
                ofServer,
                now -> known(server).isAway() ? 1 : 0,
                "1 if it does not answer");
    }

    // --- what is known

    private synchronized CacheStatistics counts() {
        Cache<?> cache = getCache();
        List<ServerStatistics> present = List.of();
        if (cache != null) {
            try {
                counts = cache.statistics();
                present = counts.servers();
            } catch (IllegalStateException closed) {
                // there is nothing to count any more
            }
        }
        notice(present);
        return counts;
    }

    /** A server that is gone keeps its counts, for counters must not fall. */
    private void notice(List<ServerStatistics> present) {
        Map<String, ServerStatistics> now = new LinkedHashMap<>();
        servers.forEach((name, last) -> now.put(
                name,
                ServerStatistics.builder(name)
                        .poolTimeouts(last.poolTimeouts())
                        .outages(last.outages(), null)
                        .build()));
        present.forEach(each -> now.put(each.server(), each));
        Set<String> added = new LinkedHashSet<>(now.keySet());
        added.removeAll(servers.keySet());
        servers = now;
        registries.forEach(registry -> added.forEach(server -> bindServer(registry, server)));
    }

    private synchronized Set<String> servers() {
        counts();
        return Set.copyOf(servers.keySet());
    }

    private synchronized ServerStatistics known(String server) {
        return Objects.requireNonNull(servers.get(server), server);
    }
}
