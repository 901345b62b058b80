package dev.larder.internal.store;

import dev.larder.CacheUnavailableException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One server, watched: tells once when it goes away and once when it is back, however many calls fail in between, and keeps
 * callers from it while it does not answer.
 */
public final class ResilientStore extends ForwardingStore {
    private static final Logger LOG = LoggerFactory.getLogger("dev.larder.Server");

    private final Store store;
    private final String server;
    private final Function<CacheUnavailableException, OutageKind> kinds;
    private final OutageObserver observer;
    private final Breaker breaker;
    private final AtomicReference<@Nullable Outage> outage;

    private record Outage(long sinceNanos, CacheUnavailableException first) {}

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
        this(store, server, kinds, observer, breaker, new AtomicReference<>());
    }

    private ResilientStore(
            Store store,
            String server,
            Function<CacheUnavailableException, OutageKind> kinds,
            OutageObserver observer,
            Breaker breaker,
            AtomicReference<@Nullable Outage> outage) {
        this.store = store;
        this.server = server;
        this.kinds = kinds;
        this.observer = observer;
        this.breaker = breaker;
        this.outage = outage;
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
            if (RedirectedException.in(away) == null) {
                began(away);
            }
            throw away;
        } catch (UnfitEntryException answered) {
            breaker.succeeded();
            throw answered;
        }
        breaker.succeeded();
        if (outage.get() != null) {
            ended();
        }
        return answer;
    }

    private CacheUnavailableException keptOff() {
        Outage now = outage.get();
        String since = now == null ? "" : " for " + millisSince(now) + " ms, at first with: " + now.first.getMessage();
        return new CacheUnavailableException(
                "Redis at " + server + " has not answered" + since + "; it is asked again in "
                        + breaker.millisToNextTry() + " ms",
                now == null ? null : now.first.getCause());
    }

    private static long millisSince(Outage outage) {
        return Duration.ofNanos(System.nanoTime() - outage.sinceNanos).toMillis();
    }

    private void began(CacheUnavailableException cause) {
        if (!outage.compareAndSet(null, new Outage(System.nanoTime(), cause))) {
            return;
        }
        if (kinds.apply(cause) == OutageKind.REFUSED) {
            LOG.error("cannot use Redis until a setting is changed: {}", cause.getMessage());
        } else {
            LOG.warn("Redis is away: {}", cause.getMessage());
        }
        observer.began(server, cause);
    }

    private void ended() {
        Outage over = outage.getAndSet(null);
        if (over != null) {
            Duration lasted = Duration.ofMillis(millisSince(over));
            LOG.info("Redis at {} answers again after {} ms", server, lasted.toMillis());
            observer.ended(server, lasted);
        }
    }

    /** Watched together with this. */
    @Override
    public Store latest() {
        Store latest = store.latest();
        return latest.equals(store) ? this : new ResilientStore(latest, server, kinds, observer, breaker, outage);
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
