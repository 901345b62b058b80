package dev.larder.spi;

import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/**
 * Turns values into bytes and bytes into values, safely for many threads at once.
 *
 * <p>Bytes come from Redis and may be hostile: an implementation binds them to the type it is given, bounds nesting
 * and sizes, and never runs code that they name. Implementations are found by {@link java.util.ServiceLoader}, so they
 * have a public constructor without arguments.
 */
public interface Serializer {
    /**
     * Names the format in every value that is written with it, so it never changes.
     *
     * @return 1 to 15 characters of {@code a-z}, {@code 0-9} and {@code -}
     */
    String name();

    /**
     * Turns a value into bytes that {@link #deserialize} turns back into an equal one.
     *
     * @param value the value, never null
     * @param type the type that the cache declares for its values
     * @return bytes that the caller may keep
     * @throws RuntimeException if the value has no form in this format
     */
    byte[] serialize(Object value, Type type);

    /**
     * Turns bytes into a value of the given type.
     *
     * @param bytes the whole value and nothing else; not changed, not kept
     * @param type the type that the cache declares for its values
     * @return the value, or null if the bytes say "null"
     * @throws RuntimeException if the bytes are not a value of that type in this format, or exceed a limit
     */
    @Nullable
    Object deserialize(byte[] bytes, Type type);
}
