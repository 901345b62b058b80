package dev.larder.serializer.msgpack;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.Base64Variant;
import tools.jackson.core.ErrorReportConfiguration;
import tools.jackson.core.JsonEncoding;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.SerializableString;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamWriteCapability;
import tools.jackson.core.StreamWriteConstraints;
import tools.jackson.core.TokenStreamContext;
import tools.jackson.core.Version;
import tools.jackson.core.base.GeneratorBase;
import tools.jackson.core.exc.StreamWriteException;
import tools.jackson.core.io.ContentReference;
import tools.jackson.core.io.IOContext;
import tools.jackson.core.json.DupDetector;
import tools.jackson.core.util.BufferRecycler;
import tools.jackson.core.util.JacksonFeatureSet;
import tools.jackson.core.util.SimpleStreamWriteContext;

/**
 * Packs the tokens of one value into bytes.
 *
 * <p>A map and an array begin with their count, which is known at their end only: the head is as long as the expected
 * count needs, is written at the end, and what follows it is moved if it turns out longer or shorter.
 */
final class MessagePackGenerator extends GeneratorBase {
    private byte[] out = new byte[512];
    private int size;
    private int[] heads = new int[16];
    private int depth;
    private SimpleStreamWriteContext context =
            SimpleStreamWriteContext.createRootContext(DupDetector.rootDetector(this));

    MessagePackGenerator(ObjectWriteContext mapper) {
        super(
                mapper,
                new IOContext(
                        StreamReadConstraints.defaults(),
                        StreamWriteConstraints.defaults(),
                        ErrorReportConfiguration.defaults(),
                        new BufferRecycler(),
                        ContentReference.unknown(),
                        false,
                        JsonEncoding.UTF8),
                0);
    }

    /** What was written, for the caller to keep. */
    byte[] written() {
        return Arrays.copyOf(out, size);
    }

    // --- maps and arrays

    @Override
    public JsonGenerator writeStartArray() {
        return writeStartArray(null, 0);
    }

    @Override
    public JsonGenerator writeStartArray(@Nullable Object current) {
        return writeStartArray(current, 0);
    }

    @Override
    public JsonGenerator writeStartArray(@Nullable Object current, int expected) {
        _verifyValueWrite("start an array");
        context = context.createChildArrayContext(current);
        return begin(expected);
    }

    @Override
    public JsonGenerator writeEndArray() {
        if (!context.inArray()) {
            throw new StreamWriteException(this, "no array to end here but " + context.typeDesc());
        }
        return end(Format.FIXARRAY, Format.ARRAY_16, Format.ARRAY_32);
    }

    @Override
    public JsonGenerator writeStartObject() {
        return writeStartObject(null, 0);
    }

    @Override
    public JsonGenerator writeStartObject(@Nullable Object current) {
        return writeStartObject(current, 0);
    }

    @Override
    public JsonGenerator writeStartObject(@Nullable Object current, int expected) {
        _verifyValueWrite("start a map");
        context = context.createChildObjectContext(current);
        return begin(expected);
    }

    @Override
    public JsonGenerator writeEndObject() {
        if (!context.inObject()) {
            throw new StreamWriteException(this, "no map to end here but " + context.typeDesc());
        }
        return end(Format.FIXMAP, Format.MAP_16, Format.MAP_32);
    }

    private JsonGenerator begin(int expected) {
        if (++depth > Format.NESTED) {
            throw new StreamWriteException(this, "the value is nested more than " + Format.NESTED + " deep");
        }
        if (depth == heads.length) {
            heads = Arrays.copyOf(heads, 2 * depth);
        }
        heads[depth] = size;
        int head = headBytes(expected);
        makeRoom(head);
        out[size] = (byte) head;
        size += head;
        return this;
    }

    private JsonGenerator end(int few, int many, int most) {
        int count = context.getEntryCount();
        int head = heads[depth];
        int kept = out[head];
        int needed = headBytes(count);
        int end = size + needed - kept;
        makeRoom(needed);
        System.arraycopy(out, head + kept, out, head + needed, size - head - kept);
        size = head;
        switch (needed) {
            case 1 -> put(few | count, 0, 0);
            case 3 -> put(many, count, 2);
            default -> put(most, count, 4);
        }
        size = end;
        depth--;
        context = context.clearAndGetParent();
        return this;
    }

    private static int headBytes(int count) {
        return count < 16 ? 1 : count < 1 << 16 ? 3 : 5;
    }

    @Override
    public JsonGenerator writeName(String name) {
        name(name);
        text(name);
        return this;
    }

    @Override
    public JsonGenerator writeName(SerializableString name) {
        return writeName(name.getValue());
    }

    @Override
    public JsonGenerator writePropertyId(long id) {
        name(Long.toString(id));
        whole(id);
        return this;
    }

    private void name(String name) {
        if (!context.writeName(name)) {
            throw new StreamWriteException(this, "a name was written where a value must be");
        }
    }

    // --- values

    @Override
    public JsonGenerator writeString(@Nullable String value) {
        if (value == null) {
            return writeNull();
        }
        _verifyValueWrite("write text");
        text(value);
        return this;
    }

    @Override
    public JsonGenerator writeString(char[] buffer, int offset, int length) {
        return writeString(new String(buffer, offset, length));
    }

    @Override
    public JsonGenerator writeRawUTF8String(byte[] buffer, int offset, int length) {
        return writeUTF8String(buffer, offset, length);
    }

    @Override
    public JsonGenerator writeUTF8String(byte[] buffer, int offset, int length) {
        return writeString(new String(buffer, offset, length, StandardCharsets.UTF_8));
    }

    @Override
    public JsonGenerator writeRaw(String text) {
        throw noRawText();
    }

    @Override
    public JsonGenerator writeRaw(String text, int offset, int length) {
        throw noRawText();
    }

    @Override
    public JsonGenerator writeRaw(char[] text, int offset, int length) {
        throw noRawText();
    }

    @Override
    public JsonGenerator writeRaw(char c) {
        throw noRawText();
    }

    private StreamWriteException noRawText() {
        return new StreamWriteException(this, "MessagePack has no raw text; write a value");
    }

    @Override
    public JsonGenerator writeBinary(Base64Variant unused, byte[] data, int offset, int length) {
        _verifyValueWrite("write bytes");
        if (length < 1 << 8) {
            put(Format.BIN_8, length, 1);
        } else if (length < 1 << 16) {
            put(Format.BIN_16, length, 2);
        } else {
            put(Format.BIN_32, length, 4);
        }
        append(data, offset, length);
        return this;
    }

    @Override
    public JsonGenerator writeNumber(short number) {
        return writeNumber((long) number);
    }

    @Override
    public JsonGenerator writeNumber(int number) {
        return writeNumber((long) number);
    }

    @Override
    public JsonGenerator writeNumber(long number) {
        _verifyValueWrite("write a number");
        whole(number);
        return this;
    }

    @Override
    public JsonGenerator writeNumber(@Nullable BigInteger number) {
        if (number == null) {
            return writeNull();
        }
        if (number.bitLength() < 64) {
            return writeNumber(number.longValue());
        }
        if (number.bitLength() == 64 && number.signum() > 0) {
            _verifyValueWrite("write a number");
            put(Format.UINT_64, number.longValue(), 8);
            return this;
        }
        // turning digits of that many bits into text would take its time only to be refused
        if (number.bitLength() > 4 * Format.DIGITS) {
            throw tooManyDigits();
        }
        return writeNumber(number.toString());
    }

    @Override
    public JsonGenerator writeNumber(@Nullable BigDecimal number) {
        if (number == null) {
            return writeNull();
        }
        if (number.unscaledValue().bitLength() > 4 * Format.DIGITS) {
            throw tooManyDigits();
        }
        return writeNumber(number.toString());
    }

    @Override
    public JsonGenerator writeNumber(String number) {
        if (number.length() > Format.DIGITS) {
            throw tooManyDigits();
        }
        return writeString(number);
    }

    private StreamWriteException tooManyDigits() {
        return new StreamWriteException(this, "a number has more than " + Format.DIGITS + " characters");
    }

    @Override
    public JsonGenerator writeNumber(double number) {
        _verifyValueWrite("write a number");
        put(Format.FLOAT_64, Double.doubleToLongBits(number), 8);
        return this;
    }

    @Override
    public JsonGenerator writeNumber(float number) {
        _verifyValueWrite("write a number");
        put(Format.FLOAT_32, Float.floatToIntBits(number), 4);
        return this;
    }

    @Override
    public JsonGenerator writeBoolean(boolean truth) {
        _verifyValueWrite("write a boolean");
        put(truth ? Format.TRUE : Format.FALSE, 0, 0);
        return this;
    }

    @Override
    public JsonGenerator writeNull() {
        _verifyValueWrite("write null");
        put(Format.NIL, 0, 0);
        return this;
    }

    // --- bytes

    private void text(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                if (!Character.isSupplementaryCodePoint(text.codePointAt(i))) {
                    throw new StreamWriteException(this, "half of a surrogate pair has no form in UTF-8");
                }
                i++;
            }
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length < 32) {
            put(Format.FIXSTR | bytes.length, 0, 0);
        } else if (bytes.length < 1 << 8) {
            put(Format.STR_8, bytes.length, 1);
        } else if (bytes.length < 1 << 16) {
            put(Format.STR_16, bytes.length, 2);
        } else {
            put(Format.STR_32, bytes.length, 4);
        }
        append(bytes, 0, bytes.length);
    }

    private void whole(long number) {
        if (number >= 0) {
            if (number < 1 << 7) {
                put((int) number, 0, 0);
            } else if (number < 1 << 8) {
                put(Format.UINT_8, number, 1);
            } else if (number < 1 << 16) {
                put(Format.UINT_16, number, 2);
            } else if (number < 1L << 32) {
                put(Format.UINT_32, number, 4);
            } else {
                put(Format.UINT_64, number, 8);
            }
        } else if (number >= -32) {
            put((int) number, 0, 0);
        } else if (number >= Byte.MIN_VALUE) {
            put(Format.INT_8, number, 1);
        } else if (number >= Short.MIN_VALUE) {
            put(Format.INT_16, number, 2);
        } else if (number >= Integer.MIN_VALUE) {
            put(Format.INT_32, number, 4);
        } else {
            put(Format.INT_64, number, 8);
        }
    }

    /** A first byte, and so many bytes of a number, the highest first. */
    private void put(int first, long number, int bytes) {
        makeRoom(1 + bytes);
        out[size++] = (byte) first;
        for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
            out[size++] = (byte) (number >>> shift);
        }
    }

    private void append(byte[] bytes, int offset, int length) {
        makeRoom(length);
        System.arraycopy(bytes, offset, out, size, length);
        size += length;
    }

    private void makeRoom(int bytes) {
        long needed = (long) size + bytes;
        if (needed > Format.LONGEST) {
            throw new StreamWriteException(this, "the value has more than " + Format.LONGEST + " bytes");
        }
        if (needed > out.length) {
            out = Arrays.copyOf(out, (int) Math.min(Math.max(needed, 2L * out.length), Format.LONGEST));
        }
    }

    // --- what Jackson asks

    @Override
    protected void _verifyValueWrite(String what) {
        if (!context.writeValue()) {
            throw new StreamWriteException(this, "cannot " + what + " where a name must be");
        }
    }

    @Override
    public TokenStreamContext streamWriteContext() {
        return context;
    }

    @Override
    public @Nullable Object currentValue() {
        return context.currentValue();
    }

    @Override
    public void assignCurrentValue(@Nullable Object value) {
        context.assignCurrentValue(value);
    }

    /** None: not even bytes, for then UUIDs would be bytes, which nobody can read who looks at them. */
    @Override
    public JacksonFeatureSet<StreamWriteCapability> streamWriteCapabilities() {
        return DEFAULT_WRITE_CAPABILITIES;
    }

    @Override
    public @Nullable Object streamWriteOutputTarget() {
        return null;
    }

    @Override
    public int streamWriteOutputBuffered() {
        return size;
    }

    @Override
    public Version version() {
        return Version.unknownVersion();
    }

    @Override
    public void flush() {}

    @Override
    protected void _closeInput() {}

    @Override
    protected void _releaseBuffers() {}
}
