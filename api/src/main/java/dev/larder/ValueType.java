package dev.larder;

import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;

/**
 * The type of a cache's values, generics and all: {@code new ValueType<List<User>>() {}}.
 *
 * @param <V> the type
 */
public abstract class ValueType<V> {
    private static final Map<Class<?>, Class<?>> WRAPPERS = Map.of(
            boolean.class, Boolean.class,
            byte.class, Byte.class,
            char.class, Character.class,
            short.class, Short.class,
            int.class, Integer.class,
            long.class, Long.class,
            float.class, Float.class,
            double.class, Double.class);

    private final Type type;

    /**
     * Captures the type that the subclass names.
     *
     * @throws IllegalArgumentException if no type is named, {@code Void}, or one with a type variable
     */
    protected ValueType() {
        if (!(getClass().getGenericSuperclass() instanceof ParameterizedType named)
                || named.getRawType() != ValueType.class) {
            throw new IllegalArgumentException(
                    "no value type named; write new ValueType<List<User>>() {} as a direct subclass");
        }
        this.type = named.getActualTypeArguments()[0];
        requireValues(type);
        requireKnown(type, type);
    }

    private ValueType(Type type) {
        this.type = type;
    }

    /**
     * The type of a class without type parameters; a primitive class stands for its wrapper.
     *
     * @throws IllegalArgumentException if the class is {@code void}
     */
    @SuppressWarnings("unchecked")
    public static <V> ValueType<V> of(Class<V> type) {
        Objects.requireNonNull(type, "type");
        requireValues(type);
        return new ValueType<>((Class<V>) WRAPPERS.getOrDefault(type, type)) {};
    }

    /** The whole type, for a serializer. */
    public final Type type() {
        return type;
    }

    /** The class of which every value is an instance. */
    public final Class<?> rawType() {
        return rawTypeOf(type);
    }

    private static void requireValues(Type type) {
        if (type == void.class || type == Void.class) {
            throw new IllegalArgumentException("a cache needs values but was given " + type.getTypeName());
        }
    }

    private static Class<?> rawTypeOf(Type type) {
        if (type instanceof Class<?> itself) {
            return itself;
        }
        if (type instanceof ParameterizedType generic) {
            return (Class<?>) generic.getRawType();
        }
        if (type instanceof GenericArrayType array) {
            return rawTypeOf(array.getGenericComponentType()).arrayType();
        }
        throw new IllegalArgumentException("not a type of values: " + type.getTypeName());
    }

    private static void requireKnown(Type part, Type whole) {
        if (part instanceof TypeVariable<?>) {
            throw new IllegalArgumentException("the value type " + whole.getTypeName() + " has the type variable "
                    + part.getTypeName() + ", which is erased at run time; name a concrete type");
        }
        if (part instanceof ParameterizedType generic) {
            if (generic.getOwnerType() != null) {
                requireKnown(generic.getOwnerType(), whole);
            }
            Arrays.stream(generic.getActualTypeArguments()).forEach(argument -> requireKnown(argument, whole));
        } else if (part instanceof GenericArrayType array) {
            requireKnown(array.getGenericComponentType(), whole);
        } else if (part instanceof WildcardType wildcard) {
            Arrays.stream(wildcard.getUpperBounds()).forEach(bound -> requireKnown(bound, whole));
            Arrays.stream(wildcard.getLowerBounds()).forEach(bound -> requireKnown(bound, whole));
        }
    }

    @Override
    public final boolean equals(Object other) {
        return other instanceof ValueType<?> that && type.equals(that.type);
    }

    @Override
    public final int hashCode() {
        return type.hashCode();
    }

    /** The type as it is written in Java. */
    @Override
    public final String toString() {
        return type.getTypeName();
    }
}
