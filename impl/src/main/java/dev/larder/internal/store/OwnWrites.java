package dev.larder.internal.store;

import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Which keys this process has written lately, each with the epoch in which its write had returned. When an epoch ends, all
 * its writes are in the primary's history, so a replica that has come as far as the primary is afterwards has them too.
 */
final class OwnWrites {
    /** With more keys than these, all keys count as written. */
    private static final int MOST = 50_000;

    private record Key(byte[] bytes) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Key key && Arrays.equals(bytes, key.bytes);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(bytes);
        }
    }

    private final ConcurrentHashMap<Key, Long> epochs = new ConcurrentHashMap<>();
    private final AtomicLong current = new AtomicLong(1);
    /** What a replica must have reached to be asked for any key: of forgotten keys nobody knows any more. */
    private final AtomicLong ofAllKeys = new AtomicLong();

    /** A write of this key has returned, or may yet be done. */
    void written(byte[] key) {
        if (epochs.size() >= MOST) {
            allWritten();
        } else {
            epochs.merge(new Key(key), current.get(), Math::max);
        }
    }

    /** A write of keys that nobody knows by name has returned. */
    void allWritten() {
        ofAllKeys.accumulateAndGet(current.get(), Math::max);
    }

    /** The epoch that a replica must have reached to be asked for this key. */
    long neededFor(byte[] key) {
        // first the key, for who forgets it raises the other before
        long ofThis = epochs.isEmpty() ? 0 : epochs.getOrDefault(new Key(key), 0L);
        return Math.max(ofThis, ofAllKeys.get());
    }

    /** Ends the current epoch, begins another, and says which ended. */
    long endEpoch() {
        return current.getAndIncrement();
    }

    /** Forgets keys that were written until this epoch; a replica that lacks them is not asked for any key. */
    void forgetUntil(long epoch) {
        ofAllKeys.accumulateAndGet(epoch, Math::max);
        epochs.values().removeIf(each -> each <= epoch);
    }

    /** Whether some replica may lack something. */
    boolean isEmpty() {
        return epochs.isEmpty();
    }
}
