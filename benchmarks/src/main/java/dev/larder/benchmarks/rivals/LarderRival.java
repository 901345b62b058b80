package dev.larder.benchmarks.rivals;

import dev.larder.Cache;
import dev.larder.CacheBuilder;
import dev.larder.Pool;
import dev.larder.Topology;
import dev.larder.Ttl;
import dev.larder.benchmarks.RawBytes;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Larder with what it does by default: an envelope with a checksum, a lease that each write ends. */
final class LarderRival implements Rival {
    private final Cache<byte[]> cache;
    private final Cache<Long> counters;

    LarderRival(List<Integer> ports) {
        String[] uris = ports.stream().map(port -> "127.0.0.1:" + port).toArray(String[]::new);
        CacheBuilder builder = CacheBuilder.connectTo(
                        uris.length == 1 ? Topology.single(uris[0]) : Topology.sharded(uris))
                .pool(Pool.ofMax(POOL))
                .keyPrefix("larder")
                .serializer(new RawBytes())
                .defaultTtl(new Ttl(TTL));
        this.cache = builder.build(byte[].class);
        this.counters = builder.build(Long.class);
    }

    @Override
    public boolean offers(Scenario scenario) {
        return true;
    }

    @Override
    public byte @Nullable [] get(String key) {
        return cache.get(key);
    }

    @Override
    public void set(String key, byte[] value) {
        cache.set(key, value);
    }

    @Override
    public byte[] getOrSet(String key, byte[] otherwise) {
        return cache.getOrSet(key, () -> otherwise);
    }

    @Override
    public int getMany(List<String> keys) {
        return cache.getMany(keys).size();
    }

    @Override
    public void setMany(Map<String, byte[]> values) {
        cache.setMany(values);
    }

    @Override
    public void startCounter(String key) {
        counters.set(key, 0L);
    }

    @Override
    public long increment(String key) {
        return counters.increment(key);
    }

    @Override
    public void close() {
        counters.close();
        cache.close();
    }
}
