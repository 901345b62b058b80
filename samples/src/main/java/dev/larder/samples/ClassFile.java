package dev.larder.samples;

import java.lang.reflect.Modifier;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Reads a class file from its first byte to its last (The Java Virtual Machine Specification, chapter 4). */
final class ClassFile {
    private static final int MAGIC = 0xCAFEBABE;
    private static final int SYNTHETIC = 0x1000;
    private static final int ANNOTATION = 0x2000;
    private static final int ENUM = 0x4000;
    private static final int MODULE = 0x8000;
    private static final int RELEASE_0 = 44;

    private final ByteBuffer in;
    private final ConstantPool pool;
    private final int javaVersion;
    private final int flags;
    private final String name;
    private final List<String> supertypes = new ArrayList<>();
    private final List<String> api = new ArrayList<>();
    private int codeBytes;
    private boolean record;

    /**
     * Summarizes a class.
     *
     * @throws IllegalArgumentException if the bytes are not exactly one class file
     */
    static ClassSummary summarize(byte[] bytes) {
        try {
            return new ClassFile(bytes).summary();
        } catch (BufferUnderflowException | IndexOutOfBoundsException cut) {
            throw new IllegalArgumentException("not a whole class file", cut);
        }
    }

    private ClassFile(byte[] bytes) {
        in = ByteBuffer.wrap(bytes);
        if (in.getInt() != MAGIC) {
            throw new IllegalArgumentException("not a class file: it does not begin with CAFEBABE");
        }
        u2(); // the minor version
        javaVersion = u2() - RELEASE_0;
        pool = new ConstantPool(bytes, in);
        flags = u2();
        name = pool.className(u2());
    }

    private ClassSummary summary() {
        int parent = u2();
        if (parent != 0) {
            supertypes.add(pool.className(parent));
        }
        for (int rest = u2(); rest > 0; rest--) {
            supertypes.add(pool.className(u2()));
        }
        int fields = members(Modifier.fieldModifiers());
        int methods = members(Modifier.methodModifiers());
        attributes();
        if (in.hasRemaining()) {
            throw new IllegalArgumentException(in.remaining() + " bytes follow the class file");
        }
        return new ClassSummary(
                name,
                kind(),
                javaVersion,
                in.limit(),
                pool.entries(),
                fields,
                methods,
                codeBytes,
                List.copyOf(supertypes),
                List.copyOf(api));
    }

    private int members(int modifiers) {
        int count = u2();
        for (int i = 0; i < count; i++) {
            int access = u2();
            String member = pool.text(u2());
            String descriptor = pool.text(u2());
            attributes();
            if ((access & (Modifier.PUBLIC | Modifier.PROTECTED)) != 0 && (access & SYNTHETIC) == 0) {
                api.add(declaration(Modifier.toString(access & modifiers), member, descriptor));
            }
        }
        return count;
    }

    private static String declaration(String modifiers, String member, String descriptor) {
        return descriptor.startsWith("(")
                ? modifiers + ' ' + Descriptor.returned(descriptor) + ' ' + member + Descriptor.parameters(descriptor)
                : modifiers + ' ' + Descriptor.type(descriptor) + ' ' + member;
    }

    private void attributes() {
        for (int rest = u2(); rest > 0; rest--) {
            String attribute = pool.text(u2());
            int length = in.getInt();
            int end = in.position() + length;
            if (attribute.equals("Code")) {
                u2(); // the depth of its stack
                u2(); // the number of its variables
                codeBytes += in.getInt();
            }
            record |= attribute.equals("Record");
            if (length < 0 || end > in.limit()) {
                throw new IllegalArgumentException("not a whole class file: an attribute ends after it");
            }
            in.position(end);
        }
    }

    private String kind() {
        return Stream.of(
                        when(MODULE, "module"),
                        when(ANNOTATION, "annotation"),
                        when(Modifier.INTERFACE, "interface"),
                        when(ENUM, "enum"))
                .filter(kind -> !kind.isEmpty())
                .findFirst()
                .orElse(record ? "record" : "class");
    }

    private String when(int flag, String kind) {
        return (flags & flag) != 0 ? kind : "";
    }

    private int u2() {
        return Short.toUnsignedInt(in.getShort());
    }
}
