package dev.larder.serializer.yaml;

import dev.larder.spi.Serializer;
import java.lang.invoke.MethodType;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * Writes values as YAML in UTF-8 by Jackson 3, bound to the type that the cache declares.
 *
 * <p>Records, beans, {@code java.time}, {@code Optional} and types with type parameters are written and read as they
 * are; classes of Kotlin too, if Jackson's Kotlin module is there. A subclass without Jackson's annotations is written
 * as the declared type. What is written is the same value in YAML 1.1 and 1.2: text and times are in quotes, bytes are
 * {@code !!binary}.
 *
 * <p>Scalars without quotes are read as PyYAML reads them: {@code 1e3} is text, {@code yes} is true, and a timestamp is
 * the text that {@code java.time} has for it. {@code !!set} and {@code !!python/tuple} are read like lists. With
 * {@code Object} as type there are only maps, lists, strings, numbers, booleans and bytes. No tag makes a class: those
 * above and the ones of plain scalars are known, and any other is refused.
 *
 * <p>Reading is strict where leniency would make a wrong value: a number is no boolean and no string, a string no
 * number, a fraction no whole number, bytes are {@code byte[]} only, nothing follows the value, no key comes twice, and a
 * record's primitive component is there. Numbers that YAML 1.1 and 1.2 read differently, such as {@code 017}, and merges
 * are refused. Properties that the type does not know are passed over, so that an older version reads what a newer one
 * wrote. Unlike JSON, a list or map in YAML that is cut off may be a shorter one.
 *
 * <p>At most 500 values may be nested; a number may have 1000 digits. An alias is read as what it stands for; aliases may
 * repeat about a million characters in all.
 *
 * <p>Failures are unchecked: Jackson's own or YAML's, or {@code IllegalArgumentException} for a value that is not of the
 * type and for bytes that are no UTF-8.
 */
public final class YamlSerializer implements Serializer {
    // for the life of this instance, which is a cache's; a mapper keeps what it knows of classes just as long
    private final Map<Type, Form> forms = new ConcurrentHashMap<>();
    private @Nullable YAMLMapper mapper;

    /** Writes with a mapper of the serializer's own. */
    public YamlSerializer() {}

    private YamlSerializer(YAMLMapper mapper) {
        this.mapper = mapper;
    }

    /**
     * Writes with this mapper, as it is: what it accepts is accepted. Jackson itself reads an alias as the text of its name.
     *
     * @param mapper one without default typing, for whoever writes to Redis would choose the classes
     */
    public static YamlSerializer using(YAMLMapper mapper) {
        return new YamlSerializer(Objects.requireNonNull(mapper, "mapper"));
    }

    @Override
    public String name() {
        return "yaml";
    }

    @Override
    public byte[] serialize(Object value, Type type) {
        Form form = form(type);
        if (!form.raw.isInstance(value)) {
            throw new IllegalArgumentException("a value of this cache must be a " + type.getTypeName() + " but was a "
                    + value.getClass().getName());
        }
        return form.writer.writeValueAsBytes(value);
    }

    @Override
    public @Nullable Object deserialize(byte[] bytes, Type type) {
        return form(type).reader.readValue(new TextReader(text(bytes)));
    }

    private static String text(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException noText) {
            throw new IllegalArgumentException("the bytes are no UTF-8 text", noText);
        }
    }

    private Form form(Type type) {
        Form known = forms.get(type);
        return known != null ? known : forms.computeIfAbsent(type, unknown -> Form.of(unknown, mapper()));
    }

    /** Made when first needed: looking for serializers makes one of each, and a mapper takes its time. */
    private synchronized YAMLMapper mapper() {
        if (mapper == null) {
            mapper = StrictMapper.create();
        }
        return mapper;
    }

    private record Form(Class<?> raw, ObjectWriter writer, ObjectReader reader) {
        static Form of(Type type, YAMLMapper mapper) {
            JavaType known = mapper.constructType(type);
            Class<?> raw = MethodType.methodType(known.getRawClass()).wrap().returnType();
            return new Form(raw, mapper.writerFor(known), mapper.readerFor(known));
        }
    }
}
