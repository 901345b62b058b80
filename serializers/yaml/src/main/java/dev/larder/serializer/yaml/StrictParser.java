package dev.larder.serializer.yaml;

import java.io.Reader;
import java.time.DateTimeException;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import tools.jackson.core.Base64Variant;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.io.IOContext;
import tools.jackson.dataformat.yaml.YAMLParser;

/** Takes scalars for what PyYAML takes them, and refuses what has no meaning here instead of reading it as text. */
final class StrictParser extends YAMLParser {
    private final Events events = new Events(super::nextEvent);

    StrictParser(
            ObjectReadContext context, IOContext io, int features, int format, LoadSettings settings, Reader reader) {
        super(context, io, null, features, format, settings, reader);
    }

    /** No: a tag chooses no class. */
    @Override
    public boolean canReadTypeId() {
        return false;
    }

    /** No: an alias is what it stands for. */
    @Override
    public boolean canReadObjectId() {
        return false;
    }

    @Override
    protected @Nullable Event nextEvent() {
        Event event = events.next();
        boolean name = _streamReadContext.inObject() && _currToken != JsonToken.PROPERTY_NAME;
        if (name && event instanceof ScalarEvent scalar) {
            checkName(scalar);
        }
        return event;
    }

    /** Jackson takes it as it is written. */
    private void checkName(ScalarEvent name) {
        String tag = tag(name);
        if (tag.equals(Events.PREFIX + "binary")
                || (tag.isEmpty() && name.getValue().isEmpty())
                || kind(name, tag) == Scalar.AMBIGUOUS) {
            _reportError("no name for a property: " + name.getValue());
        }
    }

    @Override
    protected JsonToken _decodeScalar(ScalarEvent scalar) {
        String text = scalar.getValue();
        String tag = tag(scalar);
        if (tag.equals(Events.PREFIX + "binary")) {
            return super._decodeScalar(scalar);
        }
        _streamReadConstraints.validateStringLength(text.length());
        _textValue = text;
        _cleanedTextValue = null;
        return switch (kind(scalar, tag)) {
            case TEXT -> JsonToken.VALUE_STRING;
            case WHOLE -> number(text, JsonToken.VALUE_NUMBER_INT);
            case FRACTION -> number(text, JsonToken.VALUE_NUMBER_FLOAT);
            case INFINITE -> resetAsNaN(text, Double.POSITIVE_INFINITY);
            case NEGATIVE_INFINITE -> resetAsNaN(text, Double.NEGATIVE_INFINITY);
            case NO_NUMBER -> resetAsNaN(text, Double.NaN);
            case TRUE -> JsonToken.VALUE_TRUE;
            case FALSE -> JsonToken.VALUE_FALSE;
            case NOTHING -> JsonToken.VALUE_NULL;
            case TIME -> time(text);
            case AMBIGUOUS ->
                _reportError("without quotes this is one value in YAML 1.1 and another in YAML 1.2: " + text);
        };
    }

    /** The tag that decides; empty if there is none. */
    private static String tag(ScalarEvent scalar) {
        String tag = scalar.getTag().orElse(scalar.isPlain() ? "" : Events.PREFIX + "str");
        return tag.equals("!") ? Events.PREFIX + "str" : tag;
    }

    private Scalar kind(ScalarEvent scalar, String tag) {
        if (tag.equals(Events.PREFIX + "str")) {
            return Scalar.TEXT;
        }
        Scalar kind = Scalar.of(scalar.getValue());
        if (!tag.isEmpty() && !tag.equals(tag(kind))) {
            return _reportError("the tag " + tag + " is not known here, or not fit for: " + scalar.getValue());
        }
        return kind;
    }

    private static String tag(Scalar kind) {
        return switch (kind) {
            case TEXT -> Events.PREFIX + "str";
            case WHOLE -> Events.PREFIX + "int";
            case FRACTION, INFINITE, NEGATIVE_INFINITE, NO_NUMBER -> Events.PREFIX + "float";
            case TRUE, FALSE -> Events.PREFIX + "bool";
            case NOTHING -> Events.PREFIX + "null";
            case TIME -> Events.PREFIX + "timestamp";
            case AMBIGUOUS -> "";
        };
    }

    private JsonToken number(String text, JsonToken token) {
        _numberNegative = text.charAt(0) == '-';
        _cleanedTextValue = text.charAt(0) == '+' ? text.substring(1) : text;
        _numTypesValid = NR_UNKNOWN;
        return token;
    }

    private JsonToken time(String text) {
        try {
            _textValue = Timestamp.iso(text);
        } catch (DateTimeException none) {
            return _reportError("no such time: " + text);
        }
        return JsonToken.VALUE_STRING;
    }

    @Override
    public byte[] getBinaryValue(Base64Variant variant) {
        if (_currToken == JsonToken.VALUE_STRING) {
            return _reportError("text is no bytes; those have the tag !!binary");
        }
        return super.getBinaryValue(variant);
    }
}
