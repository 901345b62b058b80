package dev.larder.internal.interop;

import dev.larder.CacheBuilder;
import dev.larder.ValueFormat;
import dev.larder.spi.Compressor;
import dev.larder.spi.Serializer;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Stream;

/**
 * A way to write values.
 *
 * @param serializer its name
 * @param compressor its name, or "none"
 * @param format around both
 */
record Writer(String serializer, String compressor, ValueFormat format) {
    static final List<String> SERIALIZERS = List.of("json", "java", "msgpack", "yaml");
    static final List<String> COMPRESSORS = List.of("none", "zlib", "bzip2", "xz", "zstd", "lz4");

    /** Every way. */
    static Stream<Writer> all() {
        return Stream.of(ValueFormat.values())
                .flatMap(format -> SERIALIZERS.stream()
                        .flatMap(serializer ->
                                COMPRESSORS.stream().map(compressor -> new Writer(serializer, compressor, format))));
    }

    /** The names of the serializers on the class path. */
    static List<String> serializersFound() {
        return ServiceLoader.load(Serializer.class).stream()
                .map(found -> found.get().name())
                .toList();
    }

    /** The names of the compressors on the class path. */
    static List<String> compressorsFound() {
        return ServiceLoader.load(Compressor.class).stream()
                .map(found -> found.get().name())
                .toList();
    }

    /** A builder of caches that write so, even small values compressed. */
    CacheBuilder on(Memory memory) {
        CacheBuilder caches =
                memory.caches().serializer(serializer).valueFormat(format).compressFromBytes(0);
        return compressor.equals("none") ? caches : caches.compressor(compressor);
    }

    @Override
    public String toString() {
        return serializer + " " + compressor + " " + format;
    }
}
