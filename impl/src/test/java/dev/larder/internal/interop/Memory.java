package dev.larder.internal.interop;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.larder.CacheBuilder;
import dev.larder.Topology;
import dev.larder.internal.SharedConnections;
import dev.larder.internal.store.EntryKey;
import dev.larder.internal.store.InMemoryStore;
import dev.larder.internal.store.Store;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;

/** Memory in the place of Redis, in which others have left bytes; caches on it are not closed, for that would end it. */
final class Memory {
    private final Store store = new InMemoryStore(InstantSource.system());

    /** A builder of caches on this memory. */
    CacheBuilder caches() {
        return CacheBuilder.connectTo(Topology.inMemory())
                .provider(settings -> new SharedConnections((observer, time) -> store));
    }

    /** Leaves bytes under a key as it is in Redis. */
    void plant(byte[] key, byte[] value) {
        store.set(EntryKey.of(key, key), value, Store.FOREVER);
    }

    /** Leaves bytes under a key of a cache without prefix. */
    void plant(String key, byte[] value) {
        plant((":1:" + key).getBytes(UTF_8), value);
    }

    /** The bytes that a cache without prefix has written. */
    byte[] stored(String key) {
        return Objects.requireNonNull(store.get(EntryKey.of((":1:" + key).getBytes(UTF_8), new byte[0])), key);
    }

    /** All keys as they are in Redis. */
    List<byte[]> keys() {
        return store.scan(new byte[] {'*'}).toList();
    }
}
