package dev.larder.internal.codec;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.larder.ValueFormat;
import dev.larder.ValueFormatException;
import dev.larder.ValueType;
import dev.larder.compressor.zlib.ZlibCompressor;
import dev.larder.internal.TextSerializer;
import dev.larder.serializer.json.JsonSerializer;
import dev.larder.spi.Serializer;
import java.io.Serializable;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PlainNumbersTest {
    private static final BigInteger TWO_TO_64 = BigInteger.ONE.shiftLeft(64);
    private static final String HUGE = TWO_TO_64.toString();
    private static final ValueType<Optional<Long>> PERHAPS = new ValueType<>() {};

    // --- reading

    @Test
    void whole_numbers_are_read_as_python_reads_them_whatever_serializer_and_compressor() throws UnreadableException {
        for (String text : List.of("42", " 42\n", "+42", "0042", "4_2", "\u000b42\f", "\r\t42 ")) {
            for (ValueFormat format : ValueFormat.values()) {
                assertThat(squeezed(Byte.class, format).decode(bytes(text))).isEqualTo((byte) 42);
                assertThat(squeezed(Short.class, format).decode(bytes(text))).isEqualTo((short) 42);
                assertThat(squeezed(Integer.class, format).decode(bytes(text))).isEqualTo(42);
                assertThat(squeezed(Long.class, format).decode(bytes(text))).isEqualTo(42L);
                assertThat(squeezed(Object.class, format).decode(bytes(text))).isEqualTo(42);
            }
        }
        assertThat(squeezed(Long.class, ValueFormat.PLAIN).decode(bytes("-0"))).isZero();
        assertThat(squeezed(Long.class, ValueFormat.PLAIN).decode(bytes("-9223372036854775808")))
                .isEqualTo(Long.MIN_VALUE);
    }

    @Test
    void what_python_does_not_take_is_no_whole_number() {
        for (String text :
                List.of("0x10", "", " ", "1.0", "1e3", "4 2", "1__0", "_1", "1_", "--1", "42\u0000", "\uff14\uff12")) {
            for (Class<?> type : List.of(Byte.class, Short.class, Integer.class, Long.class)) {
                assertThatThrownBy(() -> codec(type, ValueFormat.PLAIN).decode(bytes(text)))
                        .as("%s as %s", text, type)
                        .isInstanceOf(UnreadableException.class);
                assertThatThrownBy(() -> squeezed(type, ValueFormat.ENVELOPE).decode(bytes(text)))
                        .as("%s as %s", text, type)
                        .isInstanceOf(UnreadableException.class);
            }
        }
    }

    @Test
    void a_number_beyond_the_type_is_unreadable_and_says_so() {
        assertUnfit(Byte.class, "128");
        assertUnfit(Byte.class, "-129");
        assertUnfit(Short.class, "32768");
        assertUnfit(Short.class, "-32769");
        assertUnfit(Integer.class, "2147483648");
        assertUnfit(Integer.class, "-2147483649");
        assertUnfit(Long.class, "9223372036854775808");
        assertUnfit(Long.class, "-9223372036854775809");
        assertUnfit(Integer.class, HUGE);
        assertUnfit(Double.class, "9007199254740993");
        assertUnfit(Double.class, "1".repeat(400));
        assertUnfit(Float.class, "16777217");
        assertThatThrownBy(() -> codec(PERHAPS, ValueFormat.PLAIN).decode(bytes(HUGE)))
                .isInstanceOf(UnreadableException.class)
                .hasMessageContaining("does not fit a Long");
    }

    private static void assertUnfit(Class<?> type, String number) {
        for (ValueFormat format : ValueFormat.values()) {
            assertThatThrownBy(() -> squeezed(type, format).decode(bytes(number)))
                    .isInstanceOf(UnreadableException.class)
                    .hasMessageContaining("does not fit a " + type.getSimpleName());
        }
    }

    @Test
    void every_type_that_can_hold_the_number_gets_it() throws UnreadableException {
        for (ValueFormat format : ValueFormat.values()) {
            assertThat(squeezed(Double.class, format).decode(bytes("42"))).isEqualTo(42.0);
            assertThat(squeezed(Double.class, format).decode(bytes("1" + "0".repeat(22))))
                    .isEqualTo(1e22);
            assertThat(squeezed(Float.class, format).decode(bytes("-42"))).isEqualTo(-42.0f);
            assertThat(squeezed(BigInteger.class, format).decode(bytes(HUGE))).isEqualTo(TWO_TO_64);
            assertThat(squeezed(BigInteger.class, format).decode(bytes("7"))).isEqualTo(7);
            assertThat(squeezed(BigDecimal.class, format).decode(bytes("1000"))).isEqualTo(new BigDecimal("1000"));
            assertThat(squeezed(BigDecimal.class, format).decode(bytes(HUGE))).isEqualTo(new BigDecimal(TWO_TO_64));
            assertThat(codec(PERHAPS, format).decode(bytes("42"))).contains(42L);
            for (Class<?> open : List.of(Object.class, Number.class, Serializable.class, Comparable.class)) {
                assertThat((Object) squeezed(open, format).decode(bytes("42"))).isEqualTo(42);
                assertThat((Object) squeezed(open, format).decode(bytes("2147483648")))
                        .isEqualTo(2147483648L);
                assertThat((Object) squeezed(open, format).decode(bytes(HUGE))).isEqualTo(TWO_TO_64);
            }
        }
    }

    @Test
    void digits_in_a_cache_of_something_else_mean_what_the_serializer_says() throws UnreadableException {
        for (Class<?> other : List.of(String.class, Boolean.class, List.class, byte[].class)) {
            for (ValueFormat format : ValueFormat.values()) {
                assertThatThrownBy(() -> codec(other, format).decode(bytes("42")))
                        .isInstanceOf(UnreadableException.class);
                assertThatThrownBy(() -> squeezed(other, format).decode(bytes("42")))
                        .isInstanceOf(UnreadableException.class);
            }
        }
        ValueCodec<String> bare = codec(new TextSerializer(), ValueType.of(String.class), ValueFormat.PLAIN);
        assertThat(bare.decode(bare.encode("42"))).isEqualTo("42");
    }

    // --- writing

    @Test
    void whole_numbers_are_written_as_digits_where_the_type_holds_one() throws UnreadableException {
        List<Number> numbers = List.of((byte) 42, (short) 42, 42, 42L, BigInteger.valueOf(42));
        for (Number number : numbers) {
            assertThat(text(squeezed(Object.class, ValueFormat.PLAIN).encode(number)))
                    .isEqualTo("42");
            assertThat(text(squeezed(Number.class, ValueFormat.PLAIN).encode(number)))
                    .isEqualTo("42");
        }
        assertThat(text(squeezed(Object.class, ValueFormat.PLAIN).encodeLoaded(-7, 5, 0)))
                .isEqualTo("-7");
        assertThat(text(squeezed(Long.class, ValueFormat.PLAIN).encodeLoaded(-7L, 5, 1000)))
                .isEqualTo("-7");
        ValueCodec<BigInteger> big = squeezed(BigInteger.class, ValueFormat.PLAIN);
        assertThat(text(big.encode(TWO_TO_64))).isEqualTo(HUGE);
        ValueCodec<Optional<Long>> perhaps = codec(PERHAPS, ValueFormat.PLAIN);
        assertThat(text(perhaps.encode(Optional.of(42L)))).isEqualTo("42");
        assertThat(perhaps.decode(perhaps.encode(Optional.empty()))).isEmpty();
    }

    @Test
    void other_values_go_by_serializer_and_compressor() throws UnreadableException {
        ValueCodec<Object> codec = squeezed(Object.class, ValueFormat.PLAIN);
        for (Object value : List.of(true, false, 1.5, 42.0, "42", "-0", "", List.of(42))) {
            byte[] written = codec.encode(value);
            assertThat(written[0]).as("%s", value).isEqualTo((byte) 0x78);
            assertThat(codec.decode(written)).isEqualTo(value);
        }
        ValueCodec<Object> uncompressed = codec(Object.class, ValueFormat.PLAIN);
        for (Object value : List.of(true, 1.5, 42.0, "42", List.of(42))) {
            assertThat(uncompressed.decode(uncompressed.encode(value))).isEqualTo(value);
        }
    }

    @Test
    void more_digits_than_python_reads_are_left_to_the_serializer() {
        BigInteger most = BigInteger.TEN.pow(4299);
        ValueCodec<BigInteger> codec = squeezed(BigInteger.class, ValueFormat.PLAIN);
        assertThat(text(codec.encode(most))).isEqualTo(most.toString());
        assertThat(codec.encode(most.multiply(BigInteger.TEN))[0]).isEqualTo((byte) 0x78);
    }

    @Test
    void an_envelope_is_written_around_all_but_the_types_that_count() {
        for (Object number : List.of(42, 42L, TWO_TO_64)) {
            assertThat(Envelope.claimed(
                            codec(Object.class, ValueFormat.ENVELOPE).encode(number)))
                    .isTrue();
        }
        assertThat(text(codec(Long.class, ValueFormat.ENVELOPE).encode(42L))).isEqualTo("42");
    }

    @Test
    void a_text_that_would_be_read_as_a_number_is_refused() throws UnreadableException {
        ValueCodec<Object> bare = codec(new TextSerializer(), ValueType.of(Object.class), ValueFormat.PLAIN);
        for (String text : List.of("42", " 4_2\n", "-0", HUGE)) {
            assertThatThrownBy(() -> bare.encode(text))
                    .isInstanceOf(ValueFormatException.class)
                    .hasMessageContaining("java.lang.String")
                    .hasMessageContaining("ENVELOPE");
        }
        assertThat(bare.decode(bare.encode("42 apples"))).isEqualTo("42 apples");
        assertThat(text(bare.encode(42))).isEqualTo("42");
    }

    @Test
    void a_decimal_number_without_fraction_is_not_refused() throws UnreadableException {
        ValueCodec<BigDecimal> decimals = codec(BigDecimal.class, ValueFormat.PLAIN);
        for (String text : List.of("42", "-7", "1" + "0".repeat(2000), "1.10", "42.0")) {
            BigDecimal value = new BigDecimal(text);
            assertThat(decimals.decode(decimals.encode(value))).isEqualTo(value);
        }
        ValueCodec<Object> open = codec(Object.class, ValueFormat.PLAIN);
        assertThat(open.decode(open.encode(new BigDecimal("42")))).isEqualTo(42);
    }

    private static <V> ValueCodec<V> codec(Class<V> type, ValueFormat format) {
        return codec(ValueType.of(type), format);
    }

    private static <V> ValueCodec<V> codec(ValueType<V> type, ValueFormat format) {
        return codec(new JsonSerializer(), type, format);
    }

    private static <V> ValueCodec<V> codec(Serializer serializer, ValueType<V> type, ValueFormat format) {
        return Codecs.of(builder -> builder.serializer(serializer).valueFormat(format), type);
    }

    private static <V> ValueCodec<V> squeezed(Class<V> type, ValueFormat format) {
        return Codecs.of(
                builder -> builder.serializer(new JsonSerializer())
                        .compressor(new ZlibCompressor())
                        .compressFromBytes(0)
                        .valueFormat(format),
                ValueType.of(type));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, US_ASCII);
    }
}
