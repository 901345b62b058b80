package dev.larder.internal.cache;

import dev.larder.CacheLock;
import dev.larder.CacheUnavailableException;
import dev.larder.internal.store.Store;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A lock that is a token in a store. */
final class StoreLock implements CacheLock {
    private static final Logger LOG = LoggerFactory.getLogger("dev.larder.CacheLock");

    private final Supplier<Store> store;
    private final byte[] home;
    private final byte[] key;
    private final Token tokens;
    private final long holdMillis;
    private volatile byte @Nullable [] token;

    /** A free lock; the supplier refuses after the cache is closed. */
    StoreLock(Supplier<Store> store, Token tokens, byte[] home, byte[] key, Duration holdFor) {
        this.store = store;
        this.tokens = tokens;
        this.home = home;
        this.key = key;
        this.holdMillis = millis(holdFor);
    }

    private static long millis(Duration holdFor) {
        Objects.requireNonNull(holdFor, "holdFor");
        if (holdFor.compareTo(Duration.ofMillis(1)) < 0 || holdFor.compareTo(Duration.ofDays(365)) > 0) {
            throw new IllegalArgumentException("holdFor must be from 1 ms to 365 days but was " + holdFor);
        }
        return holdFor.toMillis();
    }

    @Override
    public boolean tryAcquire() {
        byte[] mine = tokens.next();
        if (!store.get().claim(home, key, mine, holdMillis)) {
            return false;
        }
        token = mine;
        return true;
    }

    @Override
    public boolean tryAcquire(Duration wait) {
        Objects.requireNonNull(wait, "wait");
        Pause pause = Pause.atMost(wait);
        do {
            if (tryAcquire()) {
                return true;
            }
        } while (pause.next());
        return false;
    }

    @Override
    public boolean extend(Duration holdFor) {
        long millis = millis(holdFor);
        byte[] mine = token;
        return mine != null && store.get().renew(home, key, mine, millis);
    }

    @Override
    public boolean isHeld() {
        byte[] mine = token;
        return mine != null && Arrays.equals(mine, store.get().owner(home, key));
    }

    @Override
    public void close() {
        byte[] mine = token;
        token = null;
        if (mine == null) {
            return;
        }
        try {
            store.get().release(home, key, mine);
        } catch (CacheUnavailableException | IllegalStateException outOfReach) {
            LOG.debug("a lock was not given back and ends by its own time", outOfReach);
        }
    }
}
