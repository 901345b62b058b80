package dev.larder.serializer.java;

import java.io.Serializable;
import java.lang.reflect.Field;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The classes that values of one type may consist of, by name. */
final class AllowedClasses {
    private static final int MOST = 5000;

    /** What Kotlin's functions return for empty collections, which no declared type names. */
    private static final List<String> KOTLIN =
            List.of("kotlin.collections.EmptyList", "kotlin.collections.EmptyMap", "kotlin.collections.EmptySet");

    private final Type type;
    private final Class<?> raw;
    private final Class<?> content;
    private final Map<String, Class<?>> byName = new HashMap<>(JdkClasses.BY_NAME);

    private AllowedClasses(Type type) {
        this.type = type;
        this.raw = rawTypeOf(type);
        this.content = raw == Optional.class ? rawTypeOf(contentOf(type)) : raw;
    }

    static AllowedClasses of(Type type, Collection<Class<?>> additional) {
        AllowedClasses allowed = new AllowedClasses(type);
        Closure closure = allowed.new Closure();
        closure.follow(type);
        additional.forEach(closure::follow);
        closure.addKotlin();
        return allowed;
    }

    private static Type contentOf(Type optional) {
        return optional instanceof ParameterizedType generic ? generic.getActualTypeArguments()[0] : Object.class;
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
        if (type instanceof WildcardType wildcard) {
            return rawTypeOf(wildcard.getUpperBounds()[0]);
        }
        throw new IllegalArgumentException("not a type of values: " + type.getTypeName());
    }

    /** The class of which every value is an instance. */
    Class<?> raw() {
        return raw;
    }

    @Nullable
    Object contentFits(@Nullable Object found) {
        if (found != null && !content.isInstance(found)) {
            throw new IllegalArgumentException("a value of this cache must be a " + type.getTypeName()
                    + " but what was read is a " + found.getClass().getName());
        }
        return found;
    }

    boolean allows(Class<?> found) {
        Class<?> element = found;
        while (element.isArray()) {
            element = element.componentType();
        }
        return byName.get(element.getName()) == element;
    }

    /** The class of that name as a stream writes it, arrays included; null if it is not allowed. */
    @Nullable
    Class<?> named(String name) {
        int dimensions = 0;
        while (dimensions < name.length() && name.charAt(dimensions) == '[') {
            dimensions++;
        }
        if (dimensions == 0) {
            return byName.get(name);
        }
        Class<?> array = element(name.substring(dimensions));
        for (int i = 0; i < dimensions && array != null; i++) {
            array = array.arrayType();
        }
        return array;
    }

    private @Nullable Class<?> element(String descriptor) {
        if (descriptor.length() == 1) {
            return JdkClasses.PRIMITIVES.get(descriptor.charAt(0));
        }
        return descriptor.startsWith("L") && descriptor.endsWith(";")
                ? byName.get(descriptor.substring(1, descriptor.length() - 1))
                : null;
    }

    IllegalArgumentException denied(String name) {
        return new IllegalArgumentException("the class " + name + " does not follow from the value type "
                + type.getTypeName() + "; if it belongs to the values, allow it by JavaSerializer.allowing(...)");
    }

    /** Follows types to the types that they name. */
    private final class Closure {
        private final Set<Type> seen = new HashSet<>();
        private final Deque<Type> next = new ArrayDeque<>();

        void follow(Type start) {
            next.add(start);
            while (!next.isEmpty()) {
                Type each = next.remove();
                if (seen.add(each)) {
                    if (seen.size() > MOST) {
                        throw new IllegalArgumentException("more than " + MOST + " classes follow from the value type "
                                + type.getTypeName() + "; use a narrower type");
                    }
                    step(each);
                }
            }
        }

        private void step(Type each) {
            if (each instanceof Class<?> found) {
                if (found.isArray()) {
                    next.add(found.componentType());
                } else if (!found.isPrimitive()) {
                    add(found);
                }
            } else if (each instanceof ParameterizedType generic) {
                next.add(generic.getRawType());
                next.addAll(Arrays.asList(generic.getActualTypeArguments()));
            } else if (each instanceof GenericArrayType array) {
                next.add(array.getGenericComponentType());
            } else if (each instanceof WildcardType wildcard) {
                next.addAll(Arrays.asList(wildcard.getUpperBounds()));
                next.addAll(Arrays.asList(wildcard.getLowerBounds()));
            } else if (each instanceof TypeVariable<?> variable) {
                next.addAll(Arrays.asList(variable.getBounds()));
            }
        }

        private void add(Class<?> found) {
            byName.putIfAbsent(found.getName(), found);
            if (found.isSealed()) {
                next.addAll(Arrays.asList(found.getPermittedSubclasses()));
            }
            if (!Serializable.class.isAssignableFrom(found) || found.isInterface()) {
                return;
            }
            Type parent = found.getGenericSuperclass();
            if (parent != null) {
                next.add(parent);
            }
            if (!JdkClasses.isJdk(found)) {
                addFields(found);
            }
        }

        private void addFields(Class<?> found) {
            for (Field field : found.getDeclaredFields()) {
                if (!Modifier.isStatic(field.getModifiers()) && !Modifier.isTransient(field.getModifiers())) {
                    next.add(field.getGenericType());
                }
            }
            // a class that writes another in its place mostly has it inside
            if (Arrays.stream(found.getDeclaredMethods())
                    .anyMatch(method -> method.getName().equals("writeReplace") && method.getParameterCount() == 0)) {
                next.addAll(Arrays.asList(found.getDeclaredClasses()));
            }
        }

        void addKotlin() {
            ClassLoader loader = raw.getClassLoader();
            for (String name : KOTLIN) {
                try {
                    byName.putIfAbsent(
                            name,
                            Class.forName(
                                    name, false, loader == null ? JavaSerializer.class.getClassLoader() : loader));
                } catch (ClassNotFoundException noKotlin) {
                    return;
                }
            }
        }
    }
}
