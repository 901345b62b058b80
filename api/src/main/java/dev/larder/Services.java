package dev.larder;

import dev.larder.spi.Compressor;
import dev.larder.spi.Serializer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.function.Function;
import java.util.regex.Pattern;

/** What is found on the class path or module path: first where the API is, then where the calling thread looks. */
final class Services {
    private static final Pattern NAME = Pattern.compile("[a-z0-9-]{1,15}");

    private Services() {}

    static CacheProvider provider() {
        List<CacheProvider> found = load(CacheProvider.class, place -> ServiceLoader.load(CacheProvider.class, place));
        if (found.isEmpty()) {
            throw new IllegalStateException("no CacheProvider found; add larder-impl");
        }
        return found.get(0);
    }

    static Map<String, Serializer> serializers() {
        return byName(load(Serializer.class, place -> ServiceLoader.load(Serializer.class, place)), Serializer::name);
    }

    static Map<String, Compressor> compressors() {
        return byName(load(Compressor.class, place -> ServiceLoader.load(Compressor.class, place)), Compressor::name);
    }

    /** The name, if it is one that fits into every value. */
    static String checked(String name, Object named) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("the name of " + named.getClass().getName()
                    + " must be 1 to 15 of a-z, 0-9 and '-' but was '" + name + "'");
        }
        return name;
    }

    private static <S> List<S> load(Class<S> service, Function<ClassLoader, ServiceLoader<S>> from) {
        Map<Class<?>, S> found = new LinkedHashMap<>();
        List<ClassLoader> places = new ArrayList<>();
        places.add(Services.class.getClassLoader());
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        if (context != null && !context.equals(places.get(0))) {
            places.add(context);
        }
        try {
            for (ClassLoader place : places) {
                from.apply(place).forEach(each -> found.putIfAbsent(each.getClass(), each));
            }
        } catch (ServiceConfigurationError broken) {
            throw new IllegalStateException(
                    "a " + service.getSimpleName() + " on the class path cannot be loaded: " + broken.getMessage()
                            + "; add what it needs or take it away",
                    broken);
        }
        return List.copyOf(found.values());
    }

    private static <S> Map<String, S> byName(List<S> found, Function<S, String> name) {
        Map<String, S> named = new LinkedHashMap<>();
        found.forEach(each -> named.putIfAbsent(checked(name.apply(each), each), each));
        return named;
    }
}
