package dev.larder.serializer.java;

import dev.larder.spi.Serializer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Writes values by JDK serialization, and makes no object of a class that the value type does not need.
 *
 * <p>Allowed are the classes that follow from the type: itself, its type arguments, the types of its fields that are
 * serialized, its superclasses, the permitted subclasses of sealed types, and so on; beside them the JDK's plain values
 * and collections. Everything else is denied, on writing too, so that nothing is written that cannot be read back:
 * subclasses of open types and values in fields of type {@code Object} are named by {@link #allowing}. {@code Object} as
 * the type allows nothing. Lambdas and dynamic proxies are never allowed. A value may be nested 20 deep, have a million
 * parts, and is refused if hashing its keys would take too long, as in a bomb of sets within sets.
 *
 * <p>{@code Optional<T>} is written as its content, or null if empty. All failures are
 * {@code IllegalArgumentException}s, also that of a class which has changed since the value was written.
 */
public final class JavaSerializer implements Serializer {
    // for the life of this instance, which is a cache's; it names classes that the cache's own type names
    private final Map<Type, AllowedClasses> allowed = new ConcurrentHashMap<>();
    private final List<Class<?>> additional;

    /** Allows what follows from the type of the values, and the JDK's plain values and collections. */
    public JavaSerializer() {
        this(List.of());
    }

    private JavaSerializer(List<Class<?>> additional) {
        this.additional = additional;
    }

    /**
     * Allows these classes too, and what follows from each as it does from the type of the values.
     *
     * @param classes classes whose deserialization does no harm, whatever is in their fields
     */
    public static JavaSerializer allowing(Class<?>... classes) {
        return new JavaSerializer(List.of(classes));
    }

    @Override
    public String name() {
        return "java";
    }

    @Override
    public byte[] serialize(Object value, Type type) {
        AllowedClasses classes = allowed(type);
        if (!classes.raw().isInstance(value)) {
            throw new IllegalArgumentException("a value of this cache must be a " + type.getTypeName() + " but was a "
                    + value.getClass().getName());
        }
        Object content = value instanceof Optional<?> optional ? optional.orElse(null) : value;
        byte[] bytes = written(content, type);
        StreamScan.check(bytes, classes);
        return bytes;
    }

    private static byte[] written(@Nullable Object content, Type type) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(content);
        } catch (NotSerializableException unfit) {
            throw new IllegalArgumentException(
                    "a value of " + type.getTypeName() + " cannot be written: " + unfit.getMessage()
                            + " does not implement java.io.Serializable",
                    unfit);
        } catch (IOException failed) {
            throw new IllegalArgumentException(
                    "a value of " + type.getTypeName() + " cannot be written: " + failed.getMessage(), failed);
        } catch (StackOverflowError tooDeep) {
            throw new IllegalArgumentException(
                    "a value of " + type.getTypeName() + " cannot be written: it is nested too deep", tooDeep);
        }
        return bytes.toByteArray();
    }

    @Override
    public @Nullable Object deserialize(byte[] bytes, Type type) {
        AllowedClasses classes = allowed(type);
        StreamScan.check(bytes, classes);
        Object content = read(bytes, classes);
        if (classes.raw() == Optional.class) {
            return Optional.ofNullable(classes.contentFits(content));
        }
        return classes.contentFits(content);
    }

    private static @Nullable Object read(byte[] bytes, AllowedClasses classes) {
        try (GuardedInput in = new GuardedInput(new ByteArrayInputStream(bytes), bytes.length, classes)) {
            return in.readObject();
        } catch (IOException | ClassNotFoundException failed) {
            throw new IllegalArgumentException("not a value that can be read: " + failed.getMessage(), failed);
        } catch (StackOverflowError tooDeep) {
            throw new IllegalArgumentException("not a value that can be read: it contains itself", tooDeep);
        } catch (RuntimeException | InternalError | LinkageError broken) {
            // from the classes that are read: Map.of answers half an entry with an InternalError
            throw new IllegalArgumentException("not a value that can be read: " + broken, broken);
        }
    }

    private AllowedClasses allowed(Type type) {
        AllowedClasses known = allowed.get(type);
        return known != null ? known : allowed.computeIfAbsent(type, unknown -> AllowedClasses.of(unknown, additional));
    }
}
