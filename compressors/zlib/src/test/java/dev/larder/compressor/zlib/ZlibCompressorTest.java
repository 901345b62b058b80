package dev.larder.compressor.zlib;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.larder.spi.Compressor;
import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.ServiceLoader;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ZlibCompressorTest {
    private final ZlibCompressor zlib = new ZlibCompressor();

    @Test
    void is_found_by_its_name() {
        assertThat(ServiceLoader.load(Compressor.class))
                .singleElement()
                .isInstanceOf(ZlibCompressor.class)
                .extracting(Compressor::name)
                .isEqualTo("zlib");
    }

    @Test
    void writes_the_header_of_level_6_unless_told_otherwise() {
        assertThat(HexFormat.of().formatHex(zlib.compress("larder larder larder".getBytes(UTF_8))))
                .startsWith("789c")
                .isEqualTo("789ccb492c4a492d52c841a600508d07af");
        assertThat(ZlibCompressor.level(5).compress(new byte[10])).startsWith(0x78, 0x5e);
        assertThat(ZlibCompressor.level(0).compress(new byte[10])).startsWith(0x78, 0x01);
        assertThat(ZlibCompressor.level(9).compress(new byte[10])).startsWith(0x78, 0xda);
    }

    @Test
    void reads_what_python_wrote() {
        byte[] fromPython = HexFormat.of().parseHex("789ccb492c4a492d52c841a600508d07af");
        assertThat(new String(zlib.decompress(fromPython, 1000), UTF_8)).isEqualTo("larder larder larder");
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 10, Integer.MIN_VALUE, Integer.MAX_VALUE})
    void refuses_a_level_that_there_is_not(int level) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ZlibCompressor.level(level))
                .withMessage("the level of zlib must be from 0 to 9 but was " + level);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 63, 64, 65, 255, 256, 257, 1023, 4096, 100_000, 3_000_000})
    void restores_any_length_at_every_level_with_the_limit_at_just_that_length(int length) {
        byte[] noise = new byte[length];
        new Random(length).nextBytes(noise);
        byte[] text = new byte[length];
        for (int i = 0; i < length; i++) {
            text[i] = (byte) (i % 97 * i % 11);
        }
        for (int level : new int[] {0, 1, 6, 9}) {
            ZlibCompressor each = ZlibCompressor.level(level);
            assertThat(zlib.decompress(each.compress(noise), length)).isEqualTo(noise);
            assertThat(zlib.decompress(each.compress(text), length)).isEqualTo(text);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 64, 65, 100_000})
    void refuses_one_byte_more_than_the_limit(int length) {
        byte[] compressed = zlib.compress(new byte[length]);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> zlib.decompress(compressed, length - 1))
                .withMessage("the zlib stream restores to more than " + (length - 1) + " bytes");
        assertThat(zlib.decompress(compressed, Integer.MAX_VALUE)).hasSize(length);
    }

    @Test
    void refuses_a_bomb_without_taking_its_memory() {
        byte[] bomb = zlib.compress(new byte[64 << 20]);
        assertThat(bomb).hasSizeLessThan(70_000);
        long before = allocatedBytes();
        assertThatIllegalArgumentException().isThrownBy(() -> zlib.decompress(bomb, 1 << 20));
        assertThat(allocatedBytes() - before).isLessThan(2 << 20);
    }

    @Test
    void takes_little_more_than_twice_the_value_to_restore_it() {
        byte[] compressed = zlib.compress(new byte[16 << 20]);
        long before = allocatedBytes();
        assertThat(zlib.decompress(compressed, 16 << 20).length).isEqualTo(16 << 20);
        assertThat(allocatedBytes() - before).isLessThan(34 << 20);
    }

    @Test
    void refuses_a_stream_that_is_cut_off_anywhere() {
        byte[] whole = zlib.compress("a value that is cut off somewhere, somewhere".getBytes(UTF_8));
        for (int length = 0; length < whole.length; length++) {
            byte[] part = Arrays.copyOf(whole, length);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> zlib.decompress(part, 1000))
                    .withMessage("the zlib stream is cut off");
        }
    }

    @Test
    void refuses_bytes_that_follow_the_stream() {
        byte[] whole = zlib.compress(new byte[10]);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> zlib.decompress(Arrays.copyOf(whole, whole.length + 3), 1000))
                .withMessage("the zlib stream is followed by 3 bytes that do not belong to it");
    }

    @Test
    void refuses_a_stream_that_needs_a_dictionary() throws Exception {
        Deflater deflater = new Deflater();
        deflater.setDictionary("larder".getBytes(UTF_8));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DeflaterOutputStream out = new DeflaterOutputStream(bytes, deflater)) {
            out.write("larder larder".getBytes(UTF_8));
        } finally {
            deflater.end();
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> zlib.decompress(bytes.toByteArray(), 1000))
                .withMessage("the zlib stream needs a preset dictionary, and there is none");
    }

    @Test
    void refuses_garbage_and_every_flipped_bit() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> zlib.decompress("not a stream".getBytes(UTF_8), 1000))
                .withMessageStartingWith("not a zlib stream: ");
        byte[] value = "some value, some value, some other value".getBytes(UTF_8);
        byte[] whole = zlib.compress(value);
        for (int bit = 16; bit < whole.length * 8; bit++) {
            byte[] flipped = whole.clone();
            flipped[bit / 8] ^= (byte) (1 << (bit % 8));
            try {
                assertThat(zlib.decompress(flipped, 1000)).isEqualTo(value);
            } catch (IllegalArgumentException refused) {
                assertThat(refused).hasMessageContaining("zlib stream");
            }
        }
    }

    @Test
    void refuses_a_negative_limit() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> zlib.decompress(zlib.compress(new byte[1]), -1))
                .withMessage("maxBytes must be at least 0 but was -1");
    }

    private static long allocatedBytes() {
        return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean())
                .getThreadAllocatedBytes(Thread.currentThread().getId());
    }
}
