package dev.larder.internal.cache;

import dev.larder.CacheUnavailableException;
import dev.larder.NoSuchKeyException;
import dev.larder.internal.store.Entry;
import dev.larder.internal.store.EntryKey;
import dev.larder.internal.store.Seen;
import dev.larder.internal.store.Store;
import dev.larder.internal.store.UnfitEntryException;
import java.util.Arrays;

/**
 * Moves an entry to another key, which may live on another server: written there, then removed here if it is still the
 * same. Whatever fails in between, the entry is in at least one place.
 */
final class Move {
    /** An entry that changes this often while it is moved is better moved later. */
    private static final int MOST_TRIES = 100;

    private final Store store;
    private final String key;

    Move(Store store, String key) {
        this.store = store;
        this.key = key;
    }

    void run(EntryKey from, EntryKey to) {
        Entry entry = found(from);
        if (Arrays.equals(from.bytes(), to.bytes())) {
            return;
        }
        for (int tries = 0; tries < MOST_TRIES; tries++) {
            store.set(to, entry.value(), entry.ttlMillis());
            Seen seen = CacheContext.seen(entry.value());
            if (seen.isProof() ? store.deleteIf(from, seen) : store.delete(from)) {
                return;
            }
            Entry now = store.latest().read(from);
            if (now == null) {
                return;
            }
            entry = now;
        }
        throw new CacheUnavailableException(
                "the entry '" + key + "' changed " + MOST_TRIES + " times while it was moved; both versions exist now");
    }

    private Entry found(EntryKey from) {
        Entry entry;
        try {
            entry = store.latest().read(from);
        } catch (UnfitEntryException wrongType) {
            entry = null;
        }
        if (entry == null) {
            throw new NoSuchKeyException("no entry '" + key + "' to move in this version");
        }
        return entry;
    }
}
