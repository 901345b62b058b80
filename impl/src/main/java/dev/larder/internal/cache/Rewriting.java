package dev.larder.internal.cache;

import dev.larder.Progress;
import dev.larder.ValueFormatException;
import dev.larder.internal.codec.UnreadableException;
import dev.larder.internal.store.Store;
import dev.larder.internal.store.UnfitEntryException;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * Brings every entry of a keyspace into the format configured now, while others go on.
 *
 * @param <V> the type of the values
 */
final class Rewriting<V> {
    /** How often the progress is told. */
    private static final int EVERY = 100;

    private final CacheContext<V> context;
    private final Keyspace keyspace;

    Rewriting(CacheContext<V> context, Keyspace keyspace) {
        this.context = context;
        this.keyspace = keyspace;
    }

    long run(Progress progress) {
        Store store = context.store().latest();
        long estimate = store.size();
        long looked = 0;
        long rewritten = 0;
        Iterator<byte[]> keys =
                store.scan(keyspace.entries("*")).filter(keyspace.isEntry()).iterator();
        while (keys.hasNext()) {
            if (rewrite(context.store(), keys.next())) {
                rewritten++;
            }
            if (++looked % EVERY == 0) {
                progress.update(looked, Math.max(looked, estimate));
            }
        }
        progress.update(looked, looked);
        return rewritten;
    }

    private boolean rewrite(Store store, byte[] physical) {
        byte[] bytes = bytes(store, physical);
        if (bytes == null) {
            return false;
        }
        context.events.read(name(physical), bytes.length);
        try {
            byte[] renewed = context.codec.renewed(bytes);
            boolean replaced = store.replaceIf(physical, CacheContext.seen(bytes), renewed);
            if (replaced) {
                context.events.written(name(physical), renewed.length);
            }
            return replaced;
        } catch (UnreadableException unreadable) {
            context.events.unreadable(name(physical), unreadable.reason());
        } catch (ValueFormatException unwritable) {
            context.events.unreadable(name(physical), String.valueOf(unwritable.getMessage()));
        }
        return false;
    }

    private byte @Nullable [] bytes(Store store, byte[] physical) {
        try {
            return store.latest().get(keyspace.entry(physical));
        } catch (UnfitEntryException wrongType) {
            context.events.unreadable(name(physical), CacheContext.WRONG_TYPE);
            return null;
        }
    }

    private String name(byte[] physical) {
        String key = keyspace.keyOf(physical);
        return key == null ? "(no text)" : key;
    }
}
