package dev.larder.internal.store;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Keys whose last change by this process may not have reached Redis, the oldest first, so that what is there may be older
 * than what this process was told. A change that is known to have arrived takes its key out again.
 */
final class Journal {
    /** Beyond these, the oldest are forgotten: then what is there may be found again until it expires. */
    static final int MOST = 10_000;

    /** A key by its content. */
    private record Name(byte[] bytes) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Name that && Arrays.equals(bytes, that.bytes);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(bytes);
        }
    }

    /**
     * A key to be removed, its lease first.
     *
     * @param number tells this change of the key from a later one
     */
    record Change(EntryKey key, long number) {}

    private final Map<Name, Change> changes = new LinkedHashMap<>();
    private long last;
    private volatile int size;

    /** Whether nothing is known to be missing in Redis. */
    boolean isEmpty() {
        return size == 0;
    }

    /** How many keys there are. */
    int size() {
        return size;
    }

    /** These changes may not have arrived; says how many older ones are forgotten for them. */
    synchronized int remember(Collection<EntryKey> keys) {
        int forgotten = 0;
        for (EntryKey key : keys) {
            Name name = new Name(key.bytes());
            changes.remove(name);
            changes.put(name, new Change(key, ++last));
            if (changes.size() > MOST) {
                changes.remove(changes.keySet().iterator().next());
                forgotten++;
            }
        }
        size = changes.size();
        return forgotten;
    }

    /** These keys have been changed since. */
    synchronized void forget(Collection<EntryKey> keys) {
        if (size > 0) {
            keys.forEach(key -> changes.remove(new Name(key.bytes())));
            size = changes.size();
        }
    }

    /** Whether a change of this key may not have arrived. */
    synchronized boolean contains(byte[] key) {
        return changes.containsKey(new Name(key));
    }

    /** The oldest changes. */
    synchronized List<Change> oldest(int most) {
        return List.copyOf(new ArrayList<>(changes.values()).subList(0, Math.min(most, changes.size())));
    }

    /** These have been made up for, unless the key has been changed anew. */
    synchronized void made(Collection<Change> made) {
        for (Change each : made) {
            changes.remove(new Name(each.key().bytes()), each);
        }
        size = changes.size();
    }

    /** These come last from now on, so that they do not stand in the way of those for other servers. */
    synchronized void postpone(Collection<Change> later) {
        for (Change each : later) {
            Name name = new Name(each.key().bytes());
            if (changes.remove(name, each)) {
                changes.put(name, each);
            }
        }
    }
}
