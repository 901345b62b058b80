package dev.larder.internal.store;

import dev.larder.CacheUnavailableException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One server, watched: tells once when it goes away and once when it is back, however many calls fail in between. */
public final class ResilientStore extends ForwardingStore {
    private static final Logger LOG = LoggerFactory.getLogger("dev.larder.Server");

    private final Store store;
    private final String server;
    private final Predicate<CacheUnavailableException> needsPeople;
    private final OutageObserver observer;
    private final AtomicReference<@Nullable Long> awaySince;

    /**
     * A store on one server.
     *
     * @param needsPeople whether an outage lasts until someone changes a setting
     */
    public ResilientStore(
            Store store, String server, Predicate<CacheUnavailableException> needsPeople, OutageObserver observer) {
        this(store, server, needsPeople, observer, new AtomicReference<>());
    }

    private ResilientStore(
            Store store,
            String server,
            Predicate<CacheUnavailableException> needsPeople,
            OutageObserver observer,
            AtomicReference<@Nullable Long> awaySince) {
        this.store = store;
        this.server = server;
        this.needsPeople = needsPeople;
        this.observer = observer;
        this.awaySince = awaySince;
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
        R answer;
        try {
            answer = call.on(store);
        } catch (CacheUnavailableException away) {
            if (RedirectedException.in(away) == null) {
                began(away);
            }
            throw away;
        }
        if (awaySince.get() != null) {
            ended();
        }
        return answer;
    }

    private void began(CacheUnavailableException cause) {
        if (!awaySince.compareAndSet(null, System.nanoTime())) {
            return;
        }
        if (needsPeople.test(cause)) {
            LOG.error("cannot use Redis until a setting is changed: {}", cause.getMessage());
        } else {
            LOG.warn("Redis is away: {}", cause.getMessage());
        }
        observer.began(server, cause);
    }

    private void ended() {
        Long since = awaySince.getAndSet(null);
        if (since != null) {
            Duration lasted = Duration.ofNanos(System.nanoTime() - since);
            LOG.info("Redis at {} answers again after {} ms", server, lasted.toMillis());
            observer.ended(server, lasted);
        }
    }

    /** Watched together with this. */
    @Override
    public Store latest() {
        Store latest = store.latest();
        return latest == store ? this : new ResilientStore(latest, server, needsPeople, observer, awaySince);
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
