package dev.larder.internal.interop;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.larder.Cache;
import dev.larder.CacheListener;
import dev.larder.ValueFormat;
import dev.larder.spi.Compressor;
import dev.larder.testkit.Allocation;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A few bytes that restore to a quarter of a gibibyte are refused, and that much is never taken. */
@Timeout(120)
class BombTest {
    private static final int MEBIBYTE = 1 << 20;
    private static final int ZEROS = 256 * MEBIBYTE;
    private static final int LIMIT = 8 * MEBIBYTE;

    /** What a decoder needs for itself, whatever it reads: its tables and its window. */
    private static final int OWN = 10 * MEBIBYTE;

    private final Memory memory = new Memory();
    private final List<String> unreadable = new ArrayList<>();

    private Cache<byte[]> cache(String compressor, ValueFormat format) {
        return memory.caches()
                .serializer("json")
                .compressor(compressor)
                .valueFormat(format)
                .maxValueBytes(LIMIT)
                .listener(new CacheListener() {
                    @Override
                    public void onUnreadable(String key, String reason) {
                        unreadable.add(key + ": " + reason);
                    }
                })
                .build(byte[].class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"zlib", "zstd", "lz4"})
    void a_bomb_made_now_is_refused(String compressor) {
        assertRefused(compressor, compressor(compressor).compress(new byte[ZEROS]));
    }

    /** Made by the same compressors in the same way, which takes them seconds. */
    @ParameterizedTest
    @ValueSource(strings = {"bzip2", "xz"})
    void a_bomb_made_before_is_refused(String compressor) throws IOException {
        try (InputStream file = BombTest.class.getResourceAsStream("/bombs/" + compressor + ".bin")) {
            assertThat(file).isNotNull();
            assertRefused(compressor, file.readAllBytes());
        }
    }

    private void assertRefused(String compressor, byte[] bomb) {
        assertThat(bomb.length).isLessThan(2 * MEBIBYTE);
        // so that classes are loaded, and to see that a value of the same kind is read
        Cache<byte[]> cache = cache(compressor, ValueFormat.ENVELOPE);
        cache.set("k", new byte[MEBIBYTE]);
        assertThat(cache.get("k")).hasSize(MEBIBYTE);
        assertThat(cache.explain("k").compressor()).isEqualTo(compressor);
        memory.plant("k", enveloped(compressor, bomb));
        assertRefused(cache, bomb.length);
        memory.plant("k", bomb);
        assertRefused(cache(compressor, ValueFormat.PLAIN), bomb.length);
    }

    private void assertRefused(Cache<byte[]> cache, int length) {
        unreadable.clear();
        long allocated = Allocation.bytesOf(() -> assertThat(cache.get("k")).isNull());
        assertThat(unreadable).hasSize(1).allMatch(heard -> heard.startsWith("k: the compressor "));
        assertThat(allocated).isLessThan(2L * LIMIT + length + OWN);
    }

    private static byte[] enveloped(String compressor, byte[] payload) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(0xC1);
        bytes.write(0x10);
        bytes.writeBytes(new byte[12]);
        bytes.write("json".length() << 4 | compressor.length());
        bytes.writeBytes(("json" + compressor).getBytes(US_ASCII));
        bytes.writeBytes(payload);
        byte[] envelope = bytes.toByteArray();
        Checksum.correct(envelope);
        return envelope;
    }

    private static Compressor compressor(String name) {
        for (Compressor each : ServiceLoader.load(Compressor.class)) {
            if (each.name().equals(name)) {
                return each;
            }
        }
        throw new IllegalStateException("no compressor " + name);
    }
}
