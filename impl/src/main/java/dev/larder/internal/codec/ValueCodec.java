package dev.larder.internal.codec;

import dev.larder.CacheSettings;
import dev.larder.ValueFormat;
import dev.larder.ValueFormatException;
import dev.larder.ValueType;
import dev.larder.spi.Compressor;
import dev.larder.spi.Serializer;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Turns the values of one cache into bytes in the format configured, and bytes in any known format into values.
 *
 * @param <V> the type of the values
 */
public final class ValueCodec<V> {
    private static final byte[] NO_NAME = {};
    private static final Pattern QUOTED = Pattern.compile("(?s)[\"'](.*[\"']|.*)");

    private final ValueType<V> type;
    private final Class<?> rawType;
    private final @Nullable WholeNumbers wholeNumbers;
    private final @Nullable PlainNumbers plainNumbers;
    private final ValueFormat format;
    private final Named<Serializer> serializer;
    private final @Nullable Named<Compressor> compressor;
    private final Named<Serializer>[] serializers;
    private final Named<Compressor>[] compressors;
    private final int compressFromBytes;
    private final int maxValueBytes;

    /** A codec that writes with this serializer and otherwise as the settings say. */
    public ValueCodec(CacheSettings settings, Serializer serializer, ValueType<V> type) {
        this.type = type;
        this.rawType = type.rawType();
        this.wholeNumbers = WholeNumbers.of(type);
        this.plainNumbers = PlainNumbers.of(type);
        this.format = settings.valueFormat();
        this.serializer = Named.of(serializer.name(), serializer);
        this.compressor =
                settings.compressor().map(each -> Named.of(each.name(), each)).orElse(null);
        this.serializers = Named.all(settings.serializers());
        this.compressors = Named.all(settings.compressors());
        this.compressFromBytes = settings.compressFromBytes();
        this.maxValueBytes = settings.maxValueBytes();
    }

    // --- writing

    /**
     * The bytes of a value that is set.
     *
     * @throws ValueFormatException if it cannot be written or is too large
     */
    public byte[] encode(V value) {
        if (wholeNumbers != null && rawType.isInstance(value)) {
            return wholeNumbers.digits(value);
        }
        return format == ValueFormat.PLAIN
                ? plain(value)
                : enveloped(serialize(value), (writer, payload) -> Envelope.seal(serializer.name(), writer, payload));
    }

    /**
     * The bytes of a value that was loaded.
     *
     * @throws ValueFormatException if it cannot be written or is too large
     */
    public byte[] encodeLoaded(V value, long loadMillis, long graceMillis) {
        if (format == ValueFormat.PLAIN || (wholeNumbers != null && graceMillis == 0)) {
            return encode(value);
        }
        return enveloped(
                serialize(value),
                (writer, payload) -> Envelope.sealLoaded(serializer.name(), writer, payload, loadMillis, graceMillis));
    }

    private byte[] plain(V value) {
        requireType(value);
        byte[] digits = plainNumbers == null ? null : plainNumbers.digits(value);
        if (digits != null) {
            return requireWritableSize(digits);
        }
        byte[] raw = serialize(value);
        byte[] bytes = compressor == null ? raw : compressor.format().compress(raw);
        requireToldFromNumbers(value, bytes);
        return bytes;
    }

    /** A text of digits that a serializer writes bare would come back as a number where the type allows both. */
    private void requireToldFromNumbers(V value, byte[] bytes) {
        if (plainNumbers == null || !PythonInt.possible(bytes) || PythonInt.read(bytes) == null) {
            return;
        }
        try {
            if (value.equals(plainNumbers.parse(bytes))
                    || isNumber(deserialize(serializer.format(), inflated(bytes)))) {
                return;
            }
        } catch (UnreadableException otherwise) {
            // nor is it a number to the serializer
        }
        throw new ValueFormatException("a " + value.getClass().getName()
                + " whose bytes are plain digits would be read as a number from a cache of " + type
                + "; use ValueFormat.ENVELOPE, or a serializer that tells them apart");
    }

    private static boolean isNumber(Object value) {
        return (value instanceof Optional<?> optional ? optional.orElse(null) : value) instanceof Number;
    }

    private void requireType(V value) {
        if (!rawType.isInstance(value)) {
            throw new ValueFormatException("cannot write a " + value.getClass().getName() + " into a cache of " + type);
        }
    }

    private byte[] serialize(V value) {
        requireType(value);
        byte[] raw;
        try {
            raw = serializer.format().serialize(value, type.type());
        } catch (RuntimeException | StackOverflowError unfit) {
            throw new ValueFormatException(
                    "the serializer '" + serializer.format().name() + "' cannot write a "
                            + value.getClass().getName() + ": " + brief(unfit),
                    unfit);
        }
        return requireWritableSize(raw);
    }

    private byte[] requireWritableSize(byte[] raw) {
        if (raw.length > maxValueBytes) {
            throw new ValueFormatException("a value of " + raw.length + " bytes is larger than maxValueBytes, which is "
                    + maxValueBytes + "; store less, or raise maxValueBytes in every process that reads it");
        }
        return raw;
    }

    private interface Seal {
        byte[] around(byte[] compressorName, byte[] payload);
    }

    private byte[] enveloped(byte[] raw, Seal seal) {
        if (compressor != null && raw.length >= compressFromBytes) {
            byte[] fewer = compressor.format().compress(raw);
            if (fewer.length + compressor.name().length < raw.length) {
                return seal.around(compressor.name(), fewer);
            }
        }
        return seal.around(NO_NAME, raw);
    }

    // --- reading

    /** The value of these bytes. */
    public V decode(byte[] bytes) throws UnreadableException {
        return decodeLoaded(bytes).value();
    }

    /** The value of these bytes, and what is known of its load. */
    public Decoded<V> decodeLoaded(byte[] bytes) throws UnreadableException {
        requireReadableSize(bytes);
        if (Envelope.claimed(bytes)) {
            Envelope envelope = Envelope.open(bytes);
            V value = deserialize(serializerOf(envelope), inflated(envelope));
            return new Decoded<>(value, envelope.loadMillis(), envelope.graceMillis());
        }
        if (Envelope.lostItsMagic(bytes)) {
            throw new UnreadableException("its first byte was changed");
        }
        Object number = plainNumbers == null ? null : plainNumbers.parse(bytes);
        if (number != null) {
            return new Decoded<>(checked(number), 0, 0);
        }
        return new Decoded<>(deserialize(serializer.format(), inflated(bytes)), 0, 0);
    }

    /** How these bytes were written. */
    public Description describe(byte[] bytes) throws UnreadableException {
        Decoded<V> decoded = decodeLoaded(bytes);
        if (Envelope.claimed(bytes)) {
            Envelope envelope = Envelope.open(bytes);
            return new Description(
                    envelope.serializerName(),
                    envelope.compressorName(),
                    inflated(envelope).length,
                    envelope.isCompressed() ? envelope.payload().length : 0,
                    decoded.graceMillis());
        }
        if (plainNumbers != null && plainNumbers.parse(bytes) != null) {
            return new Description("digits", "", bytes.length, 0, 0);
        }
        return compressor == null
                ? new Description(serializer.format().name(), "", bytes.length, 0, 0)
                : new Description(
                        serializer.format().name(),
                        compressor.format().name(),
                        inflated(bytes).length,
                        bytes.length,
                        0);
    }

    /** These bytes written anew in the format configured now, what is known of the load kept. */
    public byte[] renewed(byte[] bytes) throws UnreadableException {
        Decoded<V> decoded = decodeLoaded(bytes);
        return Envelope.claimed(bytes) && Envelope.open(bytes).isLoaded()
                ? encodeLoaded(decoded.value(), decoded.loadMillis(), decoded.graceMillis())
                : encode(decoded.value());
    }

    private void requireReadableSize(byte[] bytes) throws UnreadableException {
        // an envelope holds at most its header more than a value that could be written
        if (bytes.length - 64 > maxValueBytes) {
            throw new UnreadableException(
                    "its " + bytes.length + " bytes are more than maxValueBytes, which is " + maxValueBytes);
        }
    }

    private Serializer serializerOf(Envelope envelope) throws UnreadableException {
        if (envelope.isWrittenBy(serializer.name())) {
            return serializer.format();
        }
        for (Named<Serializer> each : serializers) {
            if (envelope.isWrittenBy(each.name())) {
                return each.format();
            }
        }
        throw new UnreadableException("no serializer '" + envelope.serializerName() + "' on the class path; found: "
                + Named.list(serializers));
    }

    private byte[] inflated(Envelope envelope) throws UnreadableException {
        if (!envelope.isCompressed()) {
            return envelope.payload();
        }
        if (compressor != null && envelope.isCompressedBy(compressor.name())) {
            return inflated(compressor.format(), envelope.payload());
        }
        for (Named<Compressor> each : compressors) {
            if (envelope.isCompressedBy(each.name())) {
                return inflated(each.format(), envelope.payload());
            }
        }
        throw new UnreadableException("no compressor '" + envelope.compressorName() + "' on the class path; found: "
                + Named.list(compressors));
    }

    /** What the compressor configured was given. */
    private byte[] inflated(byte[] plain) throws UnreadableException {
        return compressor == null ? plain : inflated(compressor.format(), plain);
    }

    private byte[] inflated(Compressor by, byte[] bytes) throws UnreadableException {
        try {
            return by.decompress(bytes, maxValueBytes);
        } catch (RuntimeException | LinkageError garbled) {
            throw new UnreadableException("the compressor '" + by.name() + "' cannot read it: " + reason(garbled));
        }
    }

    private V deserialize(Serializer by, byte[] raw) throws UnreadableException {
        Object value;
        try {
            value = by.deserialize(raw, type.type());
        } catch (RuntimeException | StackOverflowError | LinkageError garbled) {
            throw new UnreadableException("the serializer '" + by.name() + "' cannot read it: " + reason(garbled));
        }
        if (value == null && rawType == Optional.class) {
            return checked(Optional.empty());
        }
        if (value == null) {
            throw new UnreadableException("it says null");
        }
        return checked(value);
    }

    @SuppressWarnings("unchecked")
    private V checked(Object value) throws UnreadableException {
        if (!rawType.isInstance(value)) {
            throw new UnreadableException("it is a " + value.getClass().getName() + ", not a " + type);
        }
        return (V) value;
    }

    /** What no other write of an envelope has; null if the bytes are none. */
    public static byte @Nullable [] generation(byte[] bytes) {
        return Envelope.claimed(bytes) && bytes.length >= GENERATION_OFFSET + Envelope.GENERATION_LENGTH
                ? Arrays.copyOfRange(bytes, GENERATION_OFFSET, GENERATION_OFFSET + Envelope.GENERATION_LENGTH)
                : null;
    }

    /** Where {@link #generation} stands in a value. */
    public static final int GENERATION_OFFSET = Envelope.GENERATION_OFFSET;

    /** The first byte of every envelope. */
    public static final int MAGIC = Envelope.MAGIC;

    /** Where the byte with {@link #GRACE_FLAG} is. */
    public static final int FLAGS_OFFSET = Envelope.FLAGS_OFFSET;

    /** Clear it, and an entry is fresh to its end. */
    public static final int GRACE_FLAG = Envelope.GRACE_FLAG;

    /** Readers like to quote what they read; it is told to listeners, and may be a secret. */
    private static String reason(Throwable garbled) {
        return brief(
                garbled, QUOTED.matcher(String.valueOf(garbled.getMessage())).replaceFirst("…"));
    }

    private static String brief(Throwable cause) {
        return brief(cause, String.valueOf(cause.getMessage()));
    }

    private static String brief(Throwable cause, String message) {
        String text = message.lines().findFirst().orElse("");
        return cause.getClass().getSimpleName() + (text.isEmpty() || text.equals("null") ? "" : ": " + text);
    }
}
