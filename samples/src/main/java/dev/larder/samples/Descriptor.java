package dev.larder.samples;

import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.stream.Collectors;

/** Types of class files in the way of Java: {@code [Ljava/util/Map$Entry;} is {@code java.util.Map$Entry[]}. */
final class Descriptor {
    private Descriptor() {}

    static String type(String descriptor) {
        return type(ClassDesc.ofDescriptor(descriptor));
    }

    static String returned(String method) {
        return type(MethodTypeDesc.ofDescriptor(method).returnType());
    }

    static String parameters(String method) {
        return MethodTypeDesc.ofDescriptor(method).parameterList().stream()
                .map(Descriptor::type)
                .collect(Collectors.joining(", ", "(", ")"));
    }

    private static String type(ClassDesc type) {
        if (type.isArray()) {
            return type(type.componentType()) + "[]";
        }
        return type.packageName().isEmpty() ? type.displayName() : type.packageName() + '.' + type.displayName();
    }
}
