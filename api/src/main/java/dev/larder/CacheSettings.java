package dev.larder;

import dev.larder.spi.Compressor;
import dev.larder.spi.Serializer;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is one cache's own: names, times, formats and policies. Does not change once a provider has it. */
public final class CacheSettings {
    // written by CacheBuilder alone, before a provider sees them
    String keyPrefix = "";
    int version = 1;
    Ttl defaultTtl = Ttl.ofMinutes(5);
    double ttlJitter;

    @Nullable
    Serializer serializer;

    @Nullable
    Compressor compressor;

    Map<String, Serializer> serializers = Map.of();
    Map<String, Compressor> compressors = Map.of();
    int compressFromBytes = 1024;
    int maxValueBytes = 64 << 20;
    ValueFormat valueFormat = ValueFormat.ENVELOPE;
    Resilience resilience = Resilience.missOnOutage();
    NearCache nearCache = NearCache.NONE;
    CacheListener listener = CacheListener.NONE;

    CacheSettings() {}

    CacheSettings(CacheSettings other) {
        keyPrefix = other.keyPrefix;
        version = other.version;
        defaultTtl = other.defaultTtl;
        ttlJitter = other.ttlJitter;
        serializer = other.serializer;
        compressor = other.compressor;
        serializers = other.serializers;
        compressors = other.compressors;
        compressFromBytes = other.compressFromBytes;
        maxValueBytes = other.maxValueBytes;
        valueFormat = other.valueFormat;
        resilience = other.resilience;
        nearCache = other.nearCache;
        listener = other.listener;
    }

    /** What every key begins with; empty for nothing. */
    public String keyPrefix() {
        return keyPrefix;
    }

    /** The version of the entries that the cache sees at first. */
    public int version() {
        return version;
    }

    /** How long entries live that are stored without a time. */
    public Ttl defaultTtl() {
        return defaultTtl;
    }

    /** By which share at most, from 0 to less than 1, finite times to live are shortened at random. */
    public double ttlJitter() {
        return ttlJitter;
    }

    /**
     * What writes values.
     *
     * @throws IllegalStateException if there is none, which only {@link Topology#none()} may do with
     */
    public Serializer serializer() {
        if (serializer == null) {
            throw new IllegalStateException("no serializer is configured");
        }
        return serializer;
    }

    /** What compresses values, if anything does. */
    public Optional<Compressor> compressor() {
        return Optional.ofNullable(compressor);
    }

    /** All serializers that can read values, by name. */
    public Map<String, Serializer> serializers() {
        return serializers;
    }

    /** All compressors that can read values, by name. */
    public Map<String, Compressor> compressors() {
        return compressors;
    }

    /** How many bytes a serialized value has at least if it is compressed. */
    public int compressFromBytes() {
        return compressFromBytes;
    }

    /** How many bytes a value may have, compressed or not, written or read. */
    public int maxValueBytes() {
        return maxValueBytes;
    }

    /** How values are written. */
    public ValueFormat valueFormat() {
        return valueFormat;
    }

    /** What the cache does while Redis is away. */
    public Resilience resilience() {
        return resilience;
    }

    /** Which copies are kept in this process. */
    public NearCache nearCache() {
        return nearCache;
    }

    /** Who hears what the cache does. */
    public CacheListener listener() {
        return listener;
    }

    @Override
    public String toString() {
        return "CacheSettings[keyPrefix=" + keyPrefix + ", version=" + version + ", defaultTtl=" + defaultTtl
                + ", ttlJitter=" + ttlJitter + ", serializer=" + (serializer == null ? "none" : serializer.name())
                + ", compressor=" + (compressor == null ? "none" : compressor.name()) + ", compressFromBytes="
                + compressFromBytes + ", maxValueBytes=" + maxValueBytes + ", valueFormat=" + valueFormat + ", "
                + resilience + ", " + nearCache + "]";
    }
}
