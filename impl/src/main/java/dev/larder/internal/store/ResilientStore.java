package dev.larder.internal.store;

import dev.larder.CacheUnavailableException;
import dev.larder.ServerStatistics;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One server, watched: tells once when it goes away and once when it is back, however many calls fail in between, and keeps
 * callers from it while it does not answer. That all connections are in use is no outage; it is told each time.
 */
public final class ResilientStore extends ForwardingStore {
    private static final Logger LOG = LoggerFactory.getLogger("dev.larder.Server");
    private static final long BETWEEN_WARNINGS = Duration.ofMinutes(1).toNanos();

    private final Store store;
    private final String server;
    private final Function<CacheUnavailableException, OutageKind> kinds;
    private final OutageObserver observer;
    private final Breaker breaker;
    private final History history;

    /** How long a server that answers, but cannot do something, must have failed nobody to count as well again. */
    private static final long WELL_AGAIN = Duration.ofSeconds(1).toNanos();

    private static final class Outage {
        private final long since = System.nanoTime();
        private final CacheUnavailableException first;
        private final LongAdder failedCalls = new LongAdder();
        private volatile long lastAnswerNanos;
        private volatile boolean answered;

        Outage(CacheUnavailableException first) {
            this.first = first;
        }

        /** A call failed, of a server that answered it or did not. */
        void failed(boolean answering) {
            failedCalls.increment();
            answered = answering;
            if (answering) {
                lastAnswerNanos = System.nanoTime();
            }
        }

        /** Whether a call that succeeds now is its end: a full server fails those that write, and not those that read. */
        boolean endsNow() {
            return !answered || System.nanoTime() - lastAnswerNanos >= WELL_AGAIN;
        }
    }

    /** What has happened so far. */
    private static final class History {
        private final AtomicReference<@Nullable Outage> outage = new AtomicReference<>();
        private final LongAdder outages = new LongAdder();
        private final LongAdder poolTimeouts = new LongAdder();
        private final AtomicLong nextWarning = new AtomicLong(System.nanoTime());
    }

    /**
     * A store on one server.
     *
     * @param kinds what an outage says of it
     */
    public ResilientStore(
            Store store,
            String server,
            Function<CacheUnavailableException, OutageKind> kinds,
            OutageObserver observer,
            Breaker breaker) {
        this(store, server, kinds, observer, breaker, new History());
    }

    private ResilientStore(
            Store store,
            String server,
            Function<CacheUnavailableException, OutageKind> kinds,
            OutageObserver observer,
            Breaker breaker,
            History history) {
        this.store = store;
        this.server = server;
        this.kinds = kinds;
        this.observer = observer;
        this.breaker = breaker;
        this.history = history;
    }

    @Override
    protected <R extends @Nullable Object> R read(Call<R> call) {
        return watched(call);
    }

    @Override
    protected <R extends @Nullable Object> R write(Call<R> call) {
        return watched(call);
    }

    private <R extends @Nullable Object> R watched(Call<R> call) {
        if (!breaker.admits()) {
            throw keptOff();
        }
        R answer;
        try {
            answer = call.on(store);
        } catch (CacheUnavailableException away) {
            OutageKind kind = kinds.apply(away);
            if (kind.isFailure()) {
                breaker.failed();
            } else if (kind == OutageKind.ANSWERED) {
                breaker.succeeded();
            }
            if (kind == OutageKind.CROWDED) {
                crowded(away);
            } else if (kind.isOutage() && RedirectedException.in(away) == null) {
                failed(away, kind);
            }
            throw away;
        } catch (UnfitEntryException answered) {
            breaker.succeeded();
            throw answered;
        }
        breaker.succeeded();
        Outage over = history.outage.get();
        if (over != null && over.endsNow()) {
            ended();
        }
        return answer;
    }

    private CacheUnavailableException keptOff() {
        Outage now = history.outage.get();
        if (now != null) {
            now.failedCalls.increment();
        }
        String since = now == null ? "" : " for " + millisSince(now) + " ms, at first with: " + now.first.getMessage();
        return new CacheUnavailableException(
                "Redis at " + server + " has not answered" + since + "; it is asked again in "
                        + breaker.millisToNextTry() + " ms",
                now == null ? null : now.first.getCause());
    }

    private static long millisSince(Outage outage) {
        return Duration.ofNanos(System.nanoTime() - outage.since).toMillis();
    }

    private void failed(CacheUnavailableException cause, OutageKind kind) {
        Outage fresh = new Outage(cause);
        Outage running = history.outage.compareAndExchange(null, fresh);
        (running == null ? fresh : running).failed(kind == OutageKind.ANSWERED);
        if (running == null) {
            began(cause, kind);
        }
    }

    private void began(CacheUnavailableException cause, OutageKind kind) {
        history.outages.increment();
        if (kind == OutageKind.REFUSED) {
            LOG.error("cannot use Redis until a setting is changed: {}", cause.getMessage());
        } else {
            LOG.warn("Redis is away: {}", cause.getMessage());
        }
        observer.began(server, cause);
    }

    private void ended() {
        Outage over = history.outage.getAndSet(null);
        if (over != null) {
            Duration lasted = Duration.ofMillis(millisSince(over));
            LOG.info(
                    "Redis at {} answers again after {} ms, in which {} calls failed",
                    server,
                    lasted.toMillis(),
                    over.failedCalls.sum());
            observer.ended(server, lasted);
        }
    }

    private void crowded(CacheUnavailableException cause) {
        history.poolTimeouts.increment();
        long due = history.nextWarning.get();
        long now = System.nanoTime();
        if (now - due >= 0 && history.nextWarning.compareAndSet(due, now + BETWEEN_WARNINGS)) {
            LOG.warn("{}; {} times so far", cause.getMessage(), history.poolTimeouts.sum());
        }
        observer.crowded(server, cause);
    }

    /** One server, of however many connections to whatever is behind it. */
    @Override
    public Stream<ServerStatistics> servers() {
        Outage now = history.outage.get();
        ServerStatistics.Builder statistics = ServerStatistics.builder(server)
                .poolTimeouts(history.poolTimeouts.sum())
                .outages(history.outages.sum(), now == null ? null : Duration.ofMillis(millisSince(now)));
        store.servers()
                .forEach(each -> statistics.connections(
                        each.activeConnections(), each.idleConnections(), each.waitingCallers()));
        return Stream.of(statistics.build());
    }

    /** Watched together with this. */
    @Override
    public Store latest() {
        Store latest = store.latest();
        return latest.equals(store) ? this : new ResilientStore(latest, server, kinds, observer, breaker, history);
    }

    /** Asks nobody, so it says nothing of an outage. */
    @Override
    public String serverOf(byte[] key) {
        return store.serverOf(key);
    }

    @Override
    public void close() {
        store.close();
    }
}
