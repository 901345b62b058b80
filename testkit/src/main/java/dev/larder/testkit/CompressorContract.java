package dev.larder.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import dev.larder.spi.Compressor;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every compressor does; a home says which. */
// on a thread of its own, for what hashes or inflates for ever hears no interrupt
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
public abstract class CompressorContract {
    private static final int MEBIBYTE = 1 << 20;
    private static final byte[] SMALL = "a value that is cut off somewhere, somewhere, somewhere".getBytes(UTF_8);

    /** For homes. */
    protected CompressorContract() {}

    /** The compressor, as users get it without settings. */
    protected abstract Compressor compressor();

    /**
     * Whether random bytes are told from this format; false for one without a mark or checksum, which then only has to
     * keep to the limit.
     */
    protected boolean tellsGarbage() {
        return true;
    }

    // --- the name

    @Test
    final void its_name_fits_into_every_value_and_never_changes() {
        assertThat(compressor().name())
                .matches("[a-z0-9-]{1,15}")
                .isEqualTo(compressor().name());
    }

    // --- what comes back

    @Test
    final void restores_nothing_one_byte_and_every_small_length() {
        for (int length = 0; length <= 300; length++) {
            assertRestored(random(length));
            assertRestored(new byte[length]);
        }
    }

    @Test
    final void restores_every_byte() {
        byte[] every = new byte[256];
        for (int i = 0; i < every.length; i++) {
            every[i] = (byte) i;
            assertRestored(new byte[] {(byte) i});
        }
        assertRestored(every);
    }

    @Test
    final void restores_what_cannot_be_made_smaller() {
        for (int length : new int[] {1000, 4096, 65_535, 65_536, 65_537, 1_000_000}) {
            assertRestored(random(length));
        }
    }

    @Test
    final void makes_a_mebibyte_of_zeros_small() {
        byte[] compressed = compressor().compress(new byte[MEBIBYTE]);
        assertThat(compressed.length).isLessThan(MEBIBYTE / 50);
        assertThat(compressor().decompress(compressed, MEBIBYTE)).isEqualTo(new byte[MEBIBYTE]);
    }

    @Test
    final void makes_text_smaller() {
        byte[] text = "{\"name\":\"Ada\",\"born\":1815,\"tags\":[\"a\",\"b\"]},"
                .repeat(100)
                .getBytes(UTF_8);
        assertThat(compressor().compress(text).length).isLessThan(text.length / 2);
        assertRestored(text);
    }

    @Test
    final void restores_what_was_compressed_twice() {
        byte[] twice = compressor().compress(compressor().compress(SMALL));
        byte[] once = compressor().decompress(twice, MEBIBYTE);
        assertThat(compressor().decompress(once, MEBIBYTE)).isEqualTo(SMALL);
    }

    // --- what is refused

    @Test
    final void refuses_what_is_cut_off_anywhere() {
        byte[] whole = compressor().compress(SMALL);
        for (int length = 0; length < whole.length; length++) {
            assertRefused("cut off after " + length + " bytes", Arrays.copyOf(whole, length));
        }
    }

    @Test
    final void refuses_a_large_value_that_is_cut_off() {
        byte[] whole = compressor().compress(random(200_000));
        for (int length : new int[] {1, whole.length / 2, whole.length - 4, whole.length - 1}) {
            assertRefused("cut off after " + length + " bytes", Arrays.copyOf(whole, length));
        }
    }

    @Test
    final void refuses_bytes_that_follow() {
        for (byte[] value : new byte[][] {{}, SMALL, random(100_000)}) {
            byte[] whole = compressor().compress(value);
            for (byte next : new byte[] {0, 1, (byte) 0xff}) {
                byte[] longer = Arrays.copyOf(whole, whole.length + 1);
                longer[whole.length] = next;
                assertRefused("followed by " + next, longer);
            }
            assertRefused("followed by zeros", Arrays.copyOf(whole, whole.length + 64));
            byte[] doubled = Arrays.copyOf(whole, 2 * whole.length);
            System.arraycopy(whole, 0, doubled, whole.length, whole.length);
            assertRefused("followed by itself", doubled);
        }
    }

    @Test
    final void refuses_garbage() {
        for (int seed = 0; seed < 500; seed++) {
            byte[] garbage = random(seed, 1 + seed % 100);
            if (tellsGarbage()) {
                assertRefused("random bytes of seed " + seed, garbage);
            } else {
                assertBounded("random bytes of seed " + seed, garbage, 1000);
            }
        }
        assertRefused("text", tellsGarbage() ? SMALL : new byte[0]);
    }

    @Test
    final void a_changed_byte_never_breaks_the_limit_and_never_hangs() {
        byte[] whole = compressor()
                .compress(
                        "some text, and some text again, and again ".repeat(20).getBytes(UTF_8));
        for (int at = 0; at < whole.length; at++) {
            for (int change : new int[] {1, 0x80, 0xff}) {
                byte[] changed = whole.clone();
                changed[at] ^= (byte) change;
                assertBounded("byte " + at + " changed by " + change, changed, 2000);
            }
        }
    }

    // --- the limit

    @Test
    final void the_limit_may_be_met_but_not_passed() {
        for (int length : new int[] {1, 2, 63, 64, 65, 1000, 65_536, MEBIBYTE}) {
            for (byte[] value : new byte[][] {new byte[length], random(length)}) {
                byte[] compressed = compressor().compress(value);
                assertThat(compressor().decompress(compressed, length)).isEqualTo(value);
                assertThat(compressor().decompress(compressed, Integer.MAX_VALUE))
                        .isEqualTo(value);
                assertThatThrownBy(() -> compressor().decompress(compressed, length - 1))
                        .as("%s bytes with a limit one less", length)
                        .isInstanceOf(RuntimeException.class);
            }
        }
    }

    @Test
    final void nothing_fits_into_a_limit_of_nothing() {
        assertThat(compressor().decompress(compressor().compress(new byte[0]), 0))
                .isEmpty();
        byte[] one = compressor().compress(new byte[1]);
        assertThatThrownBy(() -> compressor().decompress(one, 0)).isInstanceOf(RuntimeException.class);
    }

    @Test
    final void a_bomb_is_refused_without_taking_its_memory() {
        byte[] bomb = compressor().compress(new byte[64 * MEBIBYTE]);
        for (int limit : new int[] {MEBIBYTE, 8 * MEBIBYTE}) {
            long allocated = Allocation.bytesOf(
                    () -> assertThatThrownBy(() -> compressor().decompress(bomb, limit))
                            .isInstanceOf(RuntimeException.class));
            // twice the limit, and what a decoder needs for itself whatever it reads, such as its window
            assertThat(allocated)
                    .as("allocated with a limit of %s bytes", limit)
                    .isLessThan(2L * limit + bomb.length + 10L * MEBIBYTE);
        }
    }

    // --- manners

    @Test
    final void leaves_what_it_is_given_as_it_is() {
        byte[] value = SMALL.clone();
        byte[] compressed = compressor().compress(value);
        assertThat(value).isEqualTo(SMALL);
        byte[] given = compressed.clone();
        byte[] restored = compressor().decompress(given, 1000);
        assertThat(given).isEqualTo(compressed);
        Arrays.fill(value, (byte) 0);
        Arrays.fill(given, (byte) 0);
        assertThat(restored).isEqualTo(SMALL);
        assertThat(compressor().decompress(compressed, 1000)).isEqualTo(SMALL);
    }

    @Test
    final void what_it_returns_belongs_to_the_caller() {
        byte[] first = compressor().compress(SMALL);
        byte[] kept = first.clone();
        compressor().compress(random(1000));
        assertThat(first).isEqualTo(kept);
        Arrays.fill(first, (byte) 0);
        byte[] restored = compressor().decompress(kept, 1000);
        Arrays.fill(restored, (byte) 0);
        assertThat(compressor().decompress(kept, 1000)).isEqualTo(SMALL);
    }

    @Test
    final void many_threads_use_it_at_once() {
        Compressor shared = compressor();
        IntStream.range(0, 500).parallel().forEach(i -> {
            byte[] value =
                    i % 2 == 0 ? random(i, 5000) : ("text " + i).repeat(i).getBytes(UTF_8);
            assertThat(shared.decompress(shared.compress(value), value.length)).isEqualTo(value);
        });
    }

    @Test
    final void is_as_good_as_new_after_a_failure() {
        Compressor shared = compressor();
        byte[] whole = shared.compress(SMALL);
        for (int i = 0; i < 100; i++) {
            assertThatThrownBy(() -> shared.decompress(Arrays.copyOf(whole, whole.length / 2), 1000))
                    .isInstanceOf(RuntimeException.class);
            assertThat(shared.decompress(whole, SMALL.length)).isEqualTo(SMALL);
        }
    }

    private void assertRestored(byte[] value) {
        assertThat(compressor().decompress(compressor().compress(value), value.length))
                .isEqualTo(value);
    }

    private void assertRefused(String what, byte[] bytes) {
        assertThatThrownBy(() -> compressor().decompress(bytes, MEBIBYTE))
                .as(what)
                .isInstanceOf(RuntimeException.class);
    }

    private void assertBounded(String what, byte[] bytes, int limit) {
        byte[] restored;
        try {
            restored = compressor().decompress(bytes, limit);
        } catch (RuntimeException refused) {
            return;
        } catch (Error uncontrolled) {
            fail(what + " ends in an error", uncontrolled);
            return;
        }
        assertThat(restored.length).as(what).isLessThanOrEqualTo(limit);
    }

    private static byte[] random(int length) {
        return random(length, length);
    }

    private static byte[] random(int seed, int length) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }
}
