package dev.larder;

import java.time.Duration;

/**
 * A lock in Redis, held by at most one owner among all processes until it is closed or its time is over.
 *
 * <p>It keeps others from doing the same work, not from doing harm: a paused owner finds out late that its time is over,
 * and a failover may forget the lock. It is not reentrant. One object may be used again after {@link #close}, by one
 * thread at a time.
 */
public interface CacheLock extends AutoCloseable {
    /**
     * Takes the lock if it is free.
     *
     * @return whether this object holds the lock now and did not before
     * @throws CacheUnavailableException if Redis is away, under every policy
     */
    boolean tryAcquire();

    /**
     * Takes the lock as soon as it is free, or gives up after some time. An interrupt ends the wait and keeps the flag.
     *
     * @param wait how long to wait; zero or less looks once
     * @return whether this object holds the lock now and did not before
     * @throws CacheUnavailableException if Redis is away, under every policy
     */
    boolean tryAcquire(Duration wait);

    /**
     * Makes the time of a held lock start anew.
     *
     * @param holdFor the time from now, positive
     * @return false if the lock is not held any more
     * @throws CacheUnavailableException if Redis is away, under every policy
     */
    boolean extend(Duration holdFor);

    /**
     * Whether Redis says that this object holds the lock.
     *
     * @throws CacheUnavailableException if Redis is away, under every policy
     */
    boolean isHeld();

    /** Gives the lock back if it is held; never throws on a lost lock or while Redis is away. */
    @Override
    void close();
}
