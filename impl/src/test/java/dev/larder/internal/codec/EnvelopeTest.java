package dev.larder.internal.codec;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class EnvelopeTest {
    private static final byte[] JSON = "json".getBytes(US_ASCII);
    private static final byte[] ZLIB = "zlib".getBytes(US_ASCII);
    private static final byte[] NONE = {};
    private static final byte[] PAYLOAD = "payload".getBytes(US_ASCII);

    @Test
    void a_set_value_costs_at_most_24_bytes_with_json_and_zlib() {
        assertThat(Envelope.seal(JSON, ZLIB, PAYLOAD)).hasSizeLessThanOrEqualTo(PAYLOAD.length + 24);
    }

    @Test
    void says_what_wrote_it() throws UnreadableException {
        Envelope opened = Envelope.open(Envelope.seal(JSON, ZLIB, PAYLOAD));
        assertThat(opened.payload()).isEqualTo(PAYLOAD);
        assertThat(opened.serializerName()).isEqualTo("json");
        assertThat(opened.compressorName()).isEqualTo("zlib");
        assertThat(opened.isWrittenBy(JSON)).isTrue();
        assertThat(opened.isWrittenBy(ZLIB)).isFalse();
        assertThat(opened.isWrittenBy(NONE)).isFalse();
        assertThat(opened.isCompressedBy(ZLIB)).isTrue();
        assertThat(opened.isLoaded()).isFalse();
        assertThat(opened.graceMillis()).isZero();
    }

    @Test
    void an_uncompressed_empty_payload_is_kept() throws UnreadableException {
        Envelope opened = Envelope.open(Envelope.seal(JSON, NONE, NONE));
        assertThat(opened.isCompressed()).isFalse();
        assertThat(opened.payload()).isEmpty();
    }

    @Test
    void remembers_the_load_and_the_grace() throws UnreadableException {
        Envelope opened = Envelope.open(Envelope.sealLoaded(JSON, NONE, PAYLOAD, 1234, 5_000_000_000L));
        assertThat(opened.loadMillis()).isEqualTo(1234);
        assertThat(opened.graceMillis()).isEqualTo(5_000_000_000L);
        assertThat(opened.payload()).isEqualTo(PAYLOAD);
    }

    @Test
    void clearing_the_flag_of_the_grace_in_place_keeps_the_checksum_right() throws UnreadableException {
        byte[] bytes = Envelope.sealLoaded(JSON, NONE, PAYLOAD, 1, 60_000);
        bytes[Envelope.FLAGS_OFFSET] &= (byte) ~Envelope.GRACE_FLAG;
        Envelope opened = Envelope.open(bytes);
        assertThat(opened.graceMillis()).isZero();
        assertThat(opened.loadMillis()).isEqualTo(1);
        assertThat(opened.payload()).isEqualTo(PAYLOAD);
    }

    @Test
    void every_write_has_a_generation_of_its_own() {
        byte[] one = Envelope.seal(JSON, NONE, PAYLOAD);
        byte[] other = Envelope.seal(JSON, NONE, PAYLOAD);
        assertThat(Arrays.copyOfRange(one, 2, 10)).isNotEqualTo(Arrays.copyOfRange(other, 2, 10));
    }

    @Test
    void no_flip_of_a_bit_goes_unnoticed_but_that_of_the_grace() throws UnreadableException {
        byte[] intact = Envelope.sealLoaded(JSON, ZLIB, PAYLOAD, 7, 9);
        for (int bit = 8; bit < intact.length * 8; bit++) {
            byte[] flipped = intact.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            if (bit / 8 == Envelope.FLAGS_OFFSET && 1 << bit % 8 == Envelope.GRACE_FLAG) {
                assertThat(Envelope.open(flipped).payload()).isEqualTo(PAYLOAD);
            } else {
                assertThatThrownBy(() -> Envelope.open(flipped))
                        .as("bit %d", bit)
                        .isInstanceOf(UnreadableException.class);
            }
        }
    }

    @Test
    void no_cut_goes_unnoticed() {
        byte[] intact = Envelope.sealLoaded(JSON, ZLIB, PAYLOAD, 7, 9);
        for (int length = 1; length < intact.length; length++) {
            byte[] cut = Arrays.copyOf(intact, length);
            assertThatThrownBy(() -> Envelope.open(cut)).isInstanceOf(UnreadableException.class);
        }
    }

    @Test
    void names_from_redis_show_no_control_characters() {
        assertThat(Named.text(new byte[] {'a', 27, '\n', (byte) 0xFF, 'b'}, 0, 5))
                .isEqualTo("a???b");
    }
}
