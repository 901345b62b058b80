package dev.larder.serializer.msgpack;

import dev.larder.spi.Serializer;
import java.lang.invoke.MethodType;
import java.lang.reflect.Type;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;

/**
 * Writes values as <a href="https://github.com/msgpack/msgpack/blob/master/spec.md">MessagePack</a>, bound by Jackson 3
 * to the type that the cache declares.
 *
 * <p>Records, beans, {@code Optional} and types with type parameters are maps and arrays, as in JSON; classes of Kotlin
 * too, if Jackson's Kotlin module is there. A subclass without Jackson's annotations is written as the declared type.
 *
 * <ul>
 *   <li>Text, enums, {@code UUID} and {@code java.time} (in ISO 8601; {@code Year} is a number) are {@code str}, and
 *       {@code byte[]} is {@code bin}.
 *   <li>Whole numbers take the fewest bytes. A {@code BigInteger} beyond 64 bits and every {@code BigDecimal} are
 *       {@code str}, so that no digit is lost, and are read from numbers too.
 *   <li>{@code double} is {@code float 64} and {@code float} is {@code float 32}, NaN and the infinities as well.
 *   <li>Keys of maps are {@code str}; those of the types {@code Integer} and {@code Long} are numbers. Two keys of one
 *       text, such as 1 and "1", are refused.
 * </ul>
 *
 * <p>Old writers have one type for text and bytes. It is read as text, which must be UTF-8, or as bytes if the type says
 * {@code byte[]}; {@code bin} is never text. With {@code Object} as type there are only maps with text for keys, lists,
 * strings, {@code Long} ({@code BigInteger} beyond it), {@code Double}, booleans and {@code byte[]}, and a class that the
 * bytes name is text like any other. Extension types are refused.
 *
 * <p>Reading is strict where leniency would make a wrong value: a number is no boolean and no string, a string no {@code
 * int}, a fraction no whole number, nothing follows the value, and a record's primitive component is there. Properties that
 * the type does not know are passed over, so that an older version reads what a newer one wrote. At most 500 values may be
 * nested; a number in a {@code str} may have 1000 characters, and a value 512 MiB. No claim of a length makes memory
 * be taken that the bytes do not fill.
 *
 * <p>Failures are unchecked: Jackson's own, or {@code IllegalArgumentException} for a value that is not of the type.
 */
public final class MessagePackSerializer implements Serializer {
    // for the life of this instance, which is a cache's; a mapper keeps what it knows of classes just as long
    private final Map<Type, Form> forms = new ConcurrentHashMap<>();
    private @Nullable ObjectMapper mapper;

    /** Writes with a mapper of the serializer's own. */
    public MessagePackSerializer() {}

    private MessagePackSerializer(ObjectMapper mapper) {
        this.mapper = mapper;
    }

    /**
     * Writes with this mapper, as it is: what it accepts is accepted.
     *
     * @param mapper any, such as a {@code JsonMapper}, for only what it knows of types is used; one without default
     *     typing, for whoever writes to Redis would choose the classes
     */
    public static MessagePackSerializer using(ObjectMapper mapper) {
        return new MessagePackSerializer(Objects.requireNonNull(mapper, "mapper"));
    }

    @Override
    public String name() {
        return "msgpack";
    }

    @Override
    public byte[] serialize(Object value, Type type) {
        Form form = form(type);
        if (!form.raw.isInstance(value)) {
            throw new IllegalArgumentException("a value of this cache must be a " + type.getTypeName() + " but was a "
                    + value.getClass().getName());
        }
        MessagePackGenerator out = new MessagePackGenerator(form.mapper._serializationContext());
        form.writer.writeValue(out, value);
        return out.written();
    }

    @Override
    public @Nullable Object deserialize(byte[] bytes, Type type) {
        Form form = form(type);
        MessagePackParser in = new MessagePackParser(form.mapper._deserializationContext(), bytes);
        Object value = form.reader.readValue(in);
        in.expectEnd();
        return value;
    }

    private Form form(Type type) {
        Form known = forms.get(type);
        return known != null ? known : forms.computeIfAbsent(type, unknown -> Form.of(unknown, mapper()));
    }

    /** Made when first needed: looking for serializers makes one of each, and a mapper takes its time. */
    private synchronized ObjectMapper mapper() {
        if (mapper == null) {
            mapper = StrictMapper.create();
        }
        return mapper;
    }

    private record Form(Class<?> raw, ObjectMapper mapper, ObjectWriter writer, ObjectReader reader) {
        static Form of(Type type, ObjectMapper mapper) {
            JavaType known = mapper.constructType(type);
            Class<?> raw = MethodType.methodType(known.getRawClass()).wrap().returnType();
            return new Form(raw, mapper, mapper.writerFor(known), mapper.readerFor(known));
        }
    }
}
