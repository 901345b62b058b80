package dev.larder.serializer.msgpack;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.Base64Variant;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.TokenStreamContext;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.Version;
import tools.jackson.core.base.ParserMinimalBase;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.core.io.ContentReference;
import tools.jackson.core.json.DupDetector;
import tools.jackson.core.util.SimpleStreamReadContext;

/**
 * Unpacks bytes into the tokens of one value.
 *
 * <p>Every count and length is compared with the bytes that are left before anything is made of it, and the stack of what
 * is open is an array: bytes can lie, but cost no more than their number.
 */
final class MessagePackParser extends ParserMinimalBase {
    private final byte[] in;
    private int at;

    // for each open map or array how many values are to come, in maps keys too
    private int[] left = new int[16];
    private int depth;
    private SimpleStreamReadContext context = SimpleStreamReadContext.createRootContext(DupDetector.rootDetector(this));

    // the current token
    private int tokenAt;
    private int start;
    private int length;
    private @Nullable String text;
    private long whole;
    private @Nullable BigInteger beyondLong;
    private double fraction;

    MessagePackParser(ObjectReadContext mapper, byte[] in) {
        super(mapper);
        this.in = in;
        if (in.length > Format.LONGEST) {
            throw refused("the value has more than " + Format.LONGEST + " bytes");
        }
    }

    /** Refuses what follows the value. */
    void expectEnd() {
        if (at < in.length) {
            throw refused((in.length - at) + " bytes follow that do not belong to the value");
        }
    }

    @Override
    public @Nullable JsonToken nextToken() {
        tokenAt = at;
        text = null;
        beyondLong = null;
        if (depth == 0) {
            if (at == in.length) {
                return _updateTokenToNull();
            }
        } else if (left[depth] == 0) {
            return end();
        } else if (--left[depth] % 2 == 1 && context.inObject()) {
            return name();
        }
        context.valueRead();
        return _updateToken(value());
    }

    private @Nullable JsonToken end() {
        JsonToken end = context.inObject() ? JsonToken.END_OBJECT : JsonToken.END_ARRAY;
        depth--;
        context = context.clearAndGetParent();
        return _updateToken(end);
    }

    private @Nullable JsonToken name() {
        String name = switch (value()) {
            case VALUE_STRING -> text();
            case VALUE_NUMBER_INT -> beyondLong != null ? beyondLong.toString() : Long.toString(whole);
            case VALUE_NUMBER_FLOAT -> Double.toString(fraction);
            case VALUE_TRUE -> "true";
            case VALUE_FALSE -> "false";
            default -> throw refused("the key of a map is not text, a number or a boolean");
        };
        context.setCurrentName(name);
        return _updateToken(JsonToken.PROPERTY_NAME);
    }

    private JsonToken value() {
        int first = (int) unsigned(1);
        if (first < Format.FIXMAP) {
            return whole(first);
        } else if (first < Format.FIXARRAY) {
            return map(first - Format.FIXMAP);
        } else if (first < Format.FIXSTR) {
            return array(first - Format.FIXARRAY);
        } else if (first < Format.NIL) {
            return bytes(first - Format.FIXSTR, JsonToken.VALUE_STRING);
        } else if (first >= Format.NEGATIVE_FIXINT) {
            return whole((byte) first);
        }
        return switch (first) {
            case Format.NIL -> JsonToken.VALUE_NULL;
            case Format.FALSE -> JsonToken.VALUE_FALSE;
            case Format.TRUE -> JsonToken.VALUE_TRUE;
            case Format.BIN_8 -> bytes(unsigned(1), JsonToken.VALUE_EMBEDDED_OBJECT);
            case Format.BIN_16 -> bytes(unsigned(2), JsonToken.VALUE_EMBEDDED_OBJECT);
            case Format.BIN_32 -> bytes(unsigned(4), JsonToken.VALUE_EMBEDDED_OBJECT);
            case Format.STR_8 -> bytes(unsigned(1), JsonToken.VALUE_STRING);
            case Format.STR_16 -> bytes(unsigned(2), JsonToken.VALUE_STRING);
            case Format.STR_32 -> bytes(unsigned(4), JsonToken.VALUE_STRING);
            case Format.FLOAT_32 -> fraction(Float.intBitsToFloat((int) unsigned(4)));
            case Format.FLOAT_64 -> fraction(Double.longBitsToDouble(unsigned(8)));
            case Format.UINT_8 -> whole(unsigned(1));
            case Format.UINT_16 -> whole(unsigned(2));
            case Format.UINT_32 -> whole(unsigned(4));
            case Format.UINT_64 -> unsignedWhole(unsigned(8));
            case Format.INT_8 -> whole(signed(1));
            case Format.INT_16 -> whole(signed(2));
            case Format.INT_32 -> whole(signed(4));
            case Format.INT_64 -> whole(signed(8));
            case Format.ARRAY_16 -> array(unsigned(2));
            case Format.ARRAY_32 -> array(unsigned(4));
            case Format.MAP_16 -> map(unsigned(2));
            case Format.MAP_32 -> map(unsigned(4));
            default ->
                throw refused("0x" + Integer.toHexString(first) + " begins no value; extension types are not read");
        };
    }

    private JsonToken map(long count) {
        open(2 * count);
        context = context.createChildObjectContext(-1, -1);
        return JsonToken.START_OBJECT;
    }

    private JsonToken array(long count) {
        open(count);
        context = context.createChildArrayContext(-1, -1);
        return JsonToken.START_ARRAY;
    }

    private void open(long values) {
        // none is shorter than a byte
        require(values);
        if (++depth > Format.NESTED) {
            throw refused("the value is nested more than " + Format.NESTED + " deep");
        }
        if (depth == left.length) {
            left = Arrays.copyOf(left, 2 * depth);
        }
        left[depth] = (int) values;
    }

    private JsonToken bytes(long count, JsonToken token) {
        require(count);
        start = at;
        length = (int) count;
        at += length;
        return token;
    }

    private JsonToken whole(long number) {
        whole = number;
        return JsonToken.VALUE_NUMBER_INT;
    }

    private JsonToken unsignedWhole(long number) {
        if (number < 0) {
            beyondLong =
                    new BigInteger(1, ByteBuffer.allocate(8).putLong(number).array());
        }
        return whole(number);
    }

    private JsonToken fraction(double number) {
        fraction = number;
        return JsonToken.VALUE_NUMBER_FLOAT;
    }

    /** A number of so many bytes, the highest first. */
    private long unsigned(int bytes) {
        require(bytes);
        long number = 0;
        for (int i = 0; i < bytes; i++) {
            number = number << 8 | Byte.toUnsignedInt(in[at++]);
        }
        return number;
    }

    private long signed(int bytes) {
        int unused = Long.SIZE - Byte.SIZE * bytes;
        return unsigned(bytes) << unused >> unused;
    }

    private void require(long bytes) {
        if (bytes > in.length - at) {
            throw refused("the value is cut off: at least " + bytes + " bytes must follow, but there are "
                    + (in.length - at));
        }
    }

    private StreamReadException refused(String why) {
        return new StreamReadException(this, why, currentLocation());
    }

    // --- text and bytes

    @Override
    public @Nullable String getString() {
        if (_currToken == null) {
            return null;
        }
        return switch (_currToken) {
            case PROPERTY_NAME -> context.currentName();
            case VALUE_STRING -> text();
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> getNumberValue().toString();
            default -> _currToken.asString();
        };
    }

    private String text() {
        if (text == null) {
            text = new String(in, start, length, StandardCharsets.UTF_8);
            // that may be in the bytes or stand for bytes that are no UTF-8
            if (text.indexOf('\uFFFD') >= 0) {
                try {
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(in, start, length));
                } catch (CharacterCodingException malformed) {
                    throw refused("text is not in UTF-8; bytes are read as byte[]");
                }
            }
        }
        return text;
    }

    @Override
    public char[] getStringCharacters() {
        String string = getString();
        return string == null ? new char[0] : string.toCharArray();
    }

    @Override
    public int getStringLength() {
        String string = getString();
        return string == null ? 0 : string.length();
    }

    @Override
    public int getStringOffset() {
        return 0;
    }

    @Override
    public boolean hasStringCharacters() {
        return false;
    }

    @Override
    public byte[] getBinaryValue(Base64Variant unused) {
        // old writers write bytes as text
        if (_currToken != JsonToken.VALUE_EMBEDDED_OBJECT && _currToken != JsonToken.VALUE_STRING) {
            throw refused("bytes were expected, but there is " + _currToken);
        }
        return Arrays.copyOfRange(in, start, start + length);
    }

    @Override
    public @Nullable Object getEmbeddedObject() {
        return _currToken == JsonToken.VALUE_EMBEDDED_OBJECT ? Arrays.copyOfRange(in, start, start + length) : null;
    }

    // --- numbers

    /** An {@code Integer}, {@code Long}, {@code BigInteger} or {@code Double}, the first that holds it, as from JSON. */
    @Override
    public Number getNumberValue() {
        if (isFraction()) {
            return fraction;
        }
        if (beyondLong != null) {
            return beyondLong;
        }
        if (whole == (int) whole) {
            return (int) whole;
        }
        return whole;
    }

    @Override
    public @Nullable NumberType getNumberType() {
        if (_currToken == JsonToken.VALUE_NUMBER_FLOAT) {
            return NumberType.DOUBLE;
        }
        if (_currToken != JsonToken.VALUE_NUMBER_INT) {
            return null;
        }
        if (beyondLong != null) {
            return NumberType.BIG_INTEGER;
        }
        return whole == (int) whole ? NumberType.INT : NumberType.LONG;
    }

    @Override
    public NumberTypeFP getNumberTypeFP() {
        return _currToken == JsonToken.VALUE_NUMBER_FLOAT ? NumberTypeFP.DOUBLE64 : NumberTypeFP.UNKNOWN;
    }

    @Override
    public boolean isNaN() {
        return _currToken == JsonToken.VALUE_NUMBER_FLOAT && !Double.isFinite(fraction);
    }

    @Override
    public int getIntValue() {
        long number = getLongValue();
        if (number != (int) number) {
            _reportOverflowInt();
        }
        return (int) number;
    }

    @Override
    public long getLongValue() {
        if (!isFraction() && beyondLong == null) {
            return whole;
        }
        BigInteger number = getBigIntegerValue();
        if (number.bitLength() > 63) {
            _reportOverflowLong();
        }
        return number.longValue();
    }

    @Override
    public BigInteger getBigIntegerValue() {
        if (isFraction()) {
            return getDecimalValue().toBigInteger();
        }
        return beyondLong != null ? beyondLong : BigInteger.valueOf(whole);
    }

    @Override
    public float getFloatValue() {
        double number = getDoubleValue();
        if (Double.isFinite(number) && Float.isInfinite((float) number)) {
            throw _constructInputCoercion(number + " is out of the range of float", _currToken, float.class);
        }
        return (float) number;
    }

    @Override
    public double getDoubleValue() {
        return isFraction() ? fraction : beyondLong != null ? beyondLong.doubleValue() : (double) whole;
    }

    @Override
    public BigDecimal getDecimalValue() {
        if (!isFraction()) {
            return new BigDecimal(getBigIntegerValue());
        }
        if (isNaN()) {
            throw _constructInputCoercion(fraction + " has no digits", _currToken, BigDecimal.class);
        }
        return BigDecimal.valueOf(fraction);
    }

    private boolean isFraction() {
        if (_currToken == JsonToken.VALUE_NUMBER_FLOAT || _currToken == JsonToken.VALUE_NUMBER_INT) {
            return _currToken == JsonToken.VALUE_NUMBER_FLOAT;
        }
        throw _constructNotNumericType(_currToken, NR_UNKNOWN);
    }

    // --- what Jackson asks

    @Override
    public @Nullable String currentName() {
        boolean opened = _currToken == JsonToken.START_OBJECT || _currToken == JsonToken.START_ARRAY;
        SimpleStreamReadContext parent = context.getParent();
        return opened && parent != null ? parent.currentName() : context.currentName();
    }

    @Override
    public TokenStreamContext streamReadContext() {
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

    @Override
    public TokenStreamLocation currentTokenLocation() {
        return location(tokenAt);
    }

    @Override
    public TokenStreamLocation currentLocation() {
        return location(at);
    }

    /** The offset and no bytes: values are none of a message's business. */
    private static TokenStreamLocation location(int offset) {
        return new TokenStreamLocation(ContentReference.unknown(), offset, -1, -1, -1);
    }

    @Override
    public @Nullable Object streamReadInputSource() {
        return null;
    }

    @Override
    public Version version() {
        return Version.unknownVersion();
    }

    @Override
    protected void _closeInput() {}

    @Override
    protected void _releaseBuffers() {}

    @Override
    protected void _handleEOF() {}
}
