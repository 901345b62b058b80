package dev.larder.serializer.yaml;

import java.net.URI;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.StreamWriteConstraints;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.DeserializationConfig;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JacksonModule;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.cfg.MapperConfig;
import tools.jackson.databind.deser.ValueDeserializerModifier;
import tools.jackson.databind.deser.std.DelegatingDeserializer;
import tools.jackson.databind.deser.std.FromStringDeserializer;
import tools.jackson.databind.deser.std.StdScalarDeserializer;
import tools.jackson.databind.introspect.AnnotatedMember;
import tools.jackson.databind.introspect.AnnotatedParameter;
import tools.jackson.databind.introspect.NopAnnotationIntrospector;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.type.ArrayType;
import tools.jackson.databind.type.LogicalType;
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLFactoryBuilder;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLWriteFeature;

/** Makes the mapper that reads back what it wrote and would rather refuse than guess. */
final class StrictMapper {
    private static final int NESTED = 500;
    private static final int DIGITS = 1000;
    // no value is longer; shorter limits would refuse on reading what was written
    private static final int LONGEST = 512 << 20;

    private static final String KOTLIN = "tools.jackson.module.kotlin.KotlinModule";

    private StrictMapper() {}

    static YAMLMapper create() {
        YAMLMapper.Builder builder = YAMLMapper.builder(factory());
        kotlin().ifPresent(builder::addModule);
        return builder.addModule(strictness())
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(
                        DeserializationFeature.FAIL_ON_TRAILING_TOKENS,
                        DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .enable(EnumFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
                .disable(EnumFeature.WRITE_ENUMS_USING_TO_STRING, EnumFeature.READ_ENUMS_USING_TO_STRING)
                // a class that shows nothing would be written as {}, and what it holds be lost
                .enable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
                // a time keeps the zone and the offset that it was written with
                .enable(DateTimeFeature.WRITE_DATES_WITH_ZONE_ID)
                .disable(
                        DateTimeFeature.ADJUST_DATES_TO_CONTEXT_TIME_ZONE,
                        DateTimeFeature.NORMALIZE_DESERIALIZED_ZONE_ID)
                .withCoercionConfigDefaults(any -> any.setCoercion(CoercionInputShape.EmptyString, CoercionAction.Fail))
                .withCoercionConfig(
                        LogicalType.Textual,
                        text -> text.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                                .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                                .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
                // the empty text is a URI
                .withCoercionConfig(
                        URI.class, uri -> uri.setCoercion(CoercionInputShape.EmptyString, CoercionAction.AsEmpty))
                .build();
    }

    private static YAMLFactory factory() {
        YAMLFactoryBuilder settings = YAMLFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(NESTED)
                        .maxNumberLength(DIGITS)
                        .maxStringLength(LONGEST)
                        .maxNameLength(LONGEST)
                        .build())
                .streamWriteConstraints(
                        StreamWriteConstraints.builder().maxNestingDepth(NESTED).build())
                // without marks, for each would hold on to the text around it while an alias may repeat it
                .loadSettings(LoadSettings.builder()
                        .setCodePointLimit(LONGEST)
                        .setUseMarks(false)
                        .build())
                .stringQuotingChecker(new PlainGenerator.Names())
                .disable(
                        YAMLWriteFeature.WRITE_DOC_START_MARKER,
                        YAMLWriteFeature.SPLIT_LINES,
                        // others refuse tags that they do not know
                        YAMLWriteFeature.USE_NATIVE_TYPE_ID,
                        YAMLWriteFeature.USE_NATIVE_OBJECT_ID)
                // two keys of one text: all but one of their values would be lost
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION);
        return new StrictFactory(settings);
    }

    /**
     * Jackson's Kotlin module, if it is there. No other that lies on the class path is taken, nor even made: what a value
     * looks like must not depend on it. For others there is {@link YamlSerializer#using}.
     */
    private static Optional<JacksonModule> kotlin() {
        try {
            return ServiceLoader.load(JacksonModule.class, StrictMapper.class.getClassLoader()).stream()
                    .filter(found -> found.type().getName().equals(KOTLIN))
                    .findFirst()
                    .map(ServiceLoader.Provider::get);
        } catch (ServiceConfigurationError broken) {
            throw new IllegalStateException(
                    "a Jackson module on the class path cannot be loaded: " + broken.getMessage()
                            + "; add what it needs, take it away, or give a mapper by YamlSerializer.using(YAMLMapper)",
                    broken);
        }
    }

    private static JacksonModule strictness() {
        return new Strictness()
                .setDeserializerModifier(new BytesAreNothingElse())
                .addDeserializer(Byte.class, new WholeByte(Byte.class))
                .addDeserializer(byte.class, new WholeByte(byte.class));
    }

    private static final class Strictness extends SimpleModule {
        private static final long serialVersionUID = 1L;

        @Override
        public void setupModule(SetupContext context) {
            super.setupModule(context);
            context.appendAnnotationIntrospector(new PrimitivesAreRequired());
        }
    }

    /** A component that is missing is null, which for a primitive would be a 0 that no one wrote. */
    private static final class PrimitivesAreRequired extends NopAnnotationIntrospector {
        private static final long serialVersionUID = 1L;

        @Override
        public @Nullable Boolean hasRequiredMarker(MapperConfig<?> config, AnnotatedMember member) {
            boolean primitive =
                    member instanceof AnnotatedParameter && member.getRawType().isPrimitive();
            return primitive ? true : null;
        }
    }

    /** Jackson's own takes 200 for -56. */
    private static final class WholeByte extends StdScalarDeserializer<Byte> {
        WholeByte(Class<Byte> type) {
            super(type);
        }

        @Override
        public @Nullable Object getNullValue(DeserializationContext context) {
            if (handledType().isPrimitive()) {
                return context.reportInputMismatch(this, "null is not a byte");
            }
            return null;
        }

        @Override
        public Byte deserialize(JsonParser parser, DeserializationContext context) {
            short number = _parseShortPrimitive(parser, context);
            if (number < Byte.MIN_VALUE || number > Byte.MAX_VALUE) {
                return (Byte) context.handleWeirdNumberValue(Byte.class, number, "not a byte");
            }
            return (byte) number;
        }
    }

    /** Finds those of Jackson's deserializers that would make Base64 of bytes, or return them as what they are not. */
    private static final class BytesAreNothingElse extends ValueDeserializerModifier {
        private static final long serialVersionUID = 1L;
        private static final Set<Class<?>> ARRAYS = Set.of(char[].class, float[].class, double[].class);

        @Override
        public ValueDeserializer<?> modifyDeserializer(
                DeserializationConfig config, BeanDescription.Supplier described, ValueDeserializer<?> found) {
            Class<?> type = described.getBeanClass();
            boolean text = CharSequence.class.isAssignableFrom(type) || found instanceof FromStringDeserializer;
            return text || type.getPackageName().equals("java.time") ? new NotOfBytes(found) : found;
        }

        @Override
        public ValueDeserializer<?> modifyEnumDeserializer(
                DeserializationConfig config,
                JavaType type,
                BeanDescription.Supplier described,
                ValueDeserializer<?> found) {
            return modifyDeserializer(config, described, found);
        }

        @Override
        public ValueDeserializer<?> modifyArrayDeserializer(
                DeserializationConfig config,
                ArrayType type,
                BeanDescription.Supplier described,
                ValueDeserializer<?> found) {
            return ARRAYS.contains(type.getRawClass()) ? new NotOfBytes(found) : found;
        }
    }

    private static final class NotOfBytes extends DelegatingDeserializer {
        NotOfBytes(ValueDeserializer<?> delegate) {
            super(delegate);
        }

        @Override
        protected ValueDeserializer<?> newDelegatingInstance(ValueDeserializer<?> delegate) {
            return new NotOfBytes(delegate);
        }

        @Override
        public @Nullable Object deserialize(JsonParser parser, DeserializationContext context) {
            if (parser.hasToken(JsonToken.VALUE_EMBEDDED_OBJECT)) {
                return context.reportInputMismatch(this, "bytes are read as byte[] only");
            }
            return super.deserialize(parser, context);
        }
    }
}
