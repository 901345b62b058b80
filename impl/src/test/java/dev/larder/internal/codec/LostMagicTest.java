package dev.larder.internal.codec;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.larder.ValueFormat;
import dev.larder.ValueType;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LostMagicTest {
    /** Found by fuzzing: bytes that begin otherwise are read as bare ones, and MessagePack makes a map of nearly any. */
    @ParameterizedTest
    @ValueSource(strings = {"java", "json", "msgpack", "yaml"})
    void an_envelope_whose_first_byte_was_changed_is_not_taken_for_bare_bytes(String serializer) {
        for (ValueFormat format : ValueFormat.values()) {
            ValueCodec<Object> codec =
                    Codecs.of(caches -> caches.serializer(serializer).valueFormat(format), ValueType.of(Object.class));
            byte[] bytes = Codecs.of(caches -> caches.serializer(serializer), ValueType.of(Object.class))
                    .encode(Map.of("key", "value"));
            for (int first = 0; first < 0x100; first++) {
                if (first != Envelope.MAGIC) {
                    bytes[0] = (byte) first;
                    assertThatExceptionOfType(UnreadableException.class)
                            .isThrownBy(() -> codec.decode(bytes))
                            .matches(unreadable -> unreadable.reason().equals("its first byte was changed"));
                }
            }
        }
    }
}
