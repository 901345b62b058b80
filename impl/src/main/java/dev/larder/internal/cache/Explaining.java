package dev.larder.internal.cache;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.larder.EntryInfo;
import dev.larder.Ttl;
import dev.larder.internal.codec.Description;
import dev.larder.internal.codec.UnreadableException;
import dev.larder.internal.store.Acquired;
import dev.larder.internal.store.Entry;
import dev.larder.internal.store.EntryKey;
import dev.larder.internal.store.HashSlot;
import dev.larder.internal.store.Store;
import dev.larder.internal.store.UnfitEntryException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Objects;

/**
 * Says what is known of an entry.
 *
 * @param <V> the type of the values
 */
final class Explaining<V> {
    private final CacheContext<V> context;
    private final Keyspace keyspace;

    Explaining(CacheContext<V> context, Keyspace keyspace) {
        this.context = context;
        this.keyspace = keyspace;
    }

    EntryInfo run(String key) {
        EntryKey keys = keyspace.entry(key);
        Store store = context.store().latest();
        EntryInfo.Builder info = EntryInfo.builder(key, new String(keys.bytes(), UTF_8), store.serverOf(keys.bytes()));
        info.shard(store.shardOf(keys.bytes()));
        if (store.isSlotted()) {
            info.slot(HashSlot.of(keys.bytes()));
        }
        byte[] owner = store.owner(keys.bytes(), keys.lease());
        if (owner != null && Acquired.CoolingDown.isMark(owner)) {
            info.coolingDown();
        } else if (owner != null) {
            info.leaseOwner(HexFormat.of().formatHex(owner));
        }
        try {
            Entry entry = store.read(keys);
            if (entry != null) {
                describe(info, entry);
            }
        } catch (UnfitEntryException wrongType) {
            info.present(Objects.requireNonNull(TtlMillis.toTtl(store.ttl(keys.bytes())), "ttl"), 0)
                    .unreadable(CacheContext.WRONG_TYPE);
        }
        return info.build();
    }

    private void describe(EntryInfo.Builder info, Entry entry) {
        info.present(Objects.requireNonNull(TtlMillis.toTtl(entry.ttlMillis()), "ttl"), entry.value().length);
        try {
            Description found = context.codec.describe(entry.value());
            info.format(
                            found.serializer(),
                            found.compressor().isEmpty() ? null : found.compressor(),
                            found.rawBytes(),
                            grace(entry, found))
                    .compressedBytes(found.compressedBytes());
        } catch (UnreadableException unreadable) {
            info.unreadable(unreadable.reason());
        }
    }

    /** As the value itself tells, or another key beside it. */
    private static Duration grace(Entry entry, Description found) {
        if (entry.freshMillis() == entry.ttlMillis()) {
            return Duration.ofMillis(found.graceMillis());
        }
        return entry.ttlMillis() == Store.FOREVER
                ? Ttl.FOREVER.duration()
                : Duration.ofMillis(entry.ttlMillis() - entry.freshMillis());
    }
}
