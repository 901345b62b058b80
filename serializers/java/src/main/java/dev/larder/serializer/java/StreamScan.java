package dev.larder.serializer.java;

import static java.io.ObjectStreamConstants.*;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Goes through a serialized value by its grammar (Java Object Serialization Specification, chapter 6) and makes nothing of
 * it, to refuse what the filter of {@link GuardedInput} sees too late or not at all.
 *
 * <p>The filter does not learn which object a back reference means. So a list of sets, each of which holds the one before
 * it twice, is flat to it, and yet hashing the last takes for ever. Here each object has a weight, the number of objects
 * that one walk through it meets, and the weights of all that is hashed on reading are added up.
 */
final class StreamScan {
    static final int DEEPEST = 20;
    static final int MOST_PARTS = 1_000_000;

    // without any sharing each part is walked through once for each level above it
    private static final long MOST_STEPS = 2L * DEEPEST * MOST_PARTS;
    private static final int MOST_ANCESTORS = 50;
    private static final Part LEAF = new Part();

    private final ByteBuffer in;
    private final AllowedClasses allowed;
    private final List<Object> handles = new ArrayList<>();
    private int parts;
    private long hashSteps;

    private StreamScan(byte[] bytes, AllowedClasses allowed) {
        this.in = ByteBuffer.wrap(bytes);
        this.allowed = allowed;
    }

    /**
     * Refuses bytes that are not one serialized value of allowed classes and within limits.
     *
     * @throws IllegalArgumentException with what is wrong
     */
    static void check(byte[] bytes, AllowedClasses allowed) {
        StreamScan scan = new StreamScan(bytes, allowed);
        try {
            scan.value();
        } catch (BufferUnderflowException cutOff) {
            throw new IllegalArgumentException("the serialized value is cut off", cutOff);
        }
    }

    private void value() {
        if (in.getShort() != STREAM_MAGIC || in.getShort() != STREAM_VERSION) {
            throw new IllegalArgumentException("not a serialized value: it does not begin with the bytes ac ed 00 05");
        }
        content(1);
        if (in.hasRemaining()) {
            throw new IllegalArgumentException(
                    "the serialized value is followed by " + in.remaining() + " bytes that do not belong to it");
        }
    }

    /** Returns the weight of one object. */
    private long content(int depth) {
        if (depth > DEEPEST) {
            throw new IllegalArgumentException("the serialized value is nested more than " + DEEPEST + " deep");
        }
        if (++parts > MOST_PARTS) {
            throw new IllegalArgumentException("the serialized value has more than " + MOST_PARTS + " parts");
        }
        byte code = in.get();
        return switch (code) {
            case TC_NULL -> 1;
            case TC_REFERENCE -> reference();
            case TC_STRING -> leaf(Short.toUnsignedInt(in.getShort()));
            case TC_LONGSTRING -> leaf(in.getLong());
            case TC_CLASS -> {
                description();
                handles.add(LEAF);
                yield 1;
            }
            case TC_ENUM -> {
                description();
                handles.add(LEAF);
                string();
                yield 1;
            }
            case TC_ARRAY -> array(depth);
            case TC_OBJECT -> object(depth);
            default -> throw unexpected(code);
        };
    }

    private long reference() {
        if (handle() instanceof Part known) {
            return known.weight;
        }
        throw new IllegalArgumentException("not a serialized value: a class stands where an object was expected");
    }

    private long leaf(long bytes) {
        skip(bytes);
        handles.add(LEAF);
        return 1;
    }

    private void string() {
        byte code = in.get();
        switch (code) {
            case TC_STRING -> leaf(Short.toUnsignedInt(in.getShort()));
            case TC_LONGSTRING -> leaf(in.getLong());
            case TC_REFERENCE -> handle();
            default -> throw unexpected(code);
        }
    }

    private long array(int depth) {
        Description type = description();
        Part part = new Part();
        handles.add(part);
        int length = in.getInt();
        char element = type.name.length() > 1 ? type.name.charAt(1) : ' ';
        if (element != 'L' && element != '[') {
            skip((long) length * bytesOf(element));
            return part.weight;
        }
        for (int i = 0; i < length; i++) {
            part.add(content(depth + 1));
        }
        return part.weight;
    }

    private long object(int depth) {
        Description type = description();
        Part part = new Part();
        handles.add(part);
        for (Description each : type.fromTop()) {
            int tag = 0;
            if ((each.flags & SC_SERIALIZABLE) != 0) {
                for (int i = 0; i < each.fields.length(); i++) {
                    char field = each.fields.charAt(i);
                    if (field == 'L' || field == '[') {
                        part.add(content(depth + 1));
                    } else if (field == 'I') {
                        tag = in.getInt();
                    } else {
                        skip(bytesOf(field));
                    }
                }
            }
            if ((each.flags & SC_EXTERNALIZABLE) != 0 && (each.flags & SC_BLOCK_DATA) == 0) {
                throw new IllegalArgumentException("the class " + each.name + " is written in an old protocol");
            }
            if ((each.flags & (SC_WRITE_METHOD | SC_EXTERNALIZABLE)) != 0) {
                annotation(part, Hashed.of(each.name, tag), depth);
            }
        }
        return part.weight;
    }

    private void annotation(Part part, Hashed hashed, int depth) {
        int position = 0;
        while (true) {
            byte code = in.get();
            if (code == TC_ENDBLOCKDATA) {
                return;
            } else if (code == TC_BLOCKDATA) {
                skip(Byte.toUnsignedInt(in.get()));
            } else if (code == TC_BLOCKDATALONG) {
                skip(in.getInt());
            } else {
                in.position(in.position() - 1);
                long weight = content(depth + 1);
                part.add(weight);
                if (hashed == Hashed.ALL || (hashed == Hashed.KEYS && position % 2 == 0)) {
                    hash(weight);
                }
                position++;
            }
        }
    }

    private void hash(long weight) {
        hashSteps += weight;
        if (hashSteps > MOST_STEPS) {
            throw new IllegalArgumentException("the keys of the serialized value would take too long to hash");
        }
    }

    private Description description() {
        Description found = descriptionOrNull(0);
        if (found == null) {
            throw new IllegalArgumentException("not a serialized value: an object without a class");
        }
        return found;
    }

    private @Nullable Description descriptionOrNull(int ancestors) {
        byte code = in.get();
        return switch (code) {
            case TC_NULL -> null;
            case TC_REFERENCE -> {
                if (handle() instanceof Description known) {
                    yield known;
                }
                throw new IllegalArgumentException("not a serialized value: a class was expected");
            }
            case TC_CLASSDESC -> newDescription(ancestors);
            case TC_PROXYCLASSDESC -> throw new IllegalArgumentException("dynamic proxies are not allowed");
            default -> throw unexpected(code);
        };
    }

    private Description newDescription(int ancestors) {
        if (ancestors > MOST_ANCESTORS) {
            throw new IllegalArgumentException("a class has more than " + MOST_ANCESTORS + " superclasses");
        }
        Description found = new Description(text());
        if (allowed.named(found.name) == null) {
            throw allowed.denied(found.name);
        }
        in.getLong();
        handles.add(found);
        found.flags = in.get();
        int count = Short.toUnsignedInt(in.getShort());
        StringBuilder fields = new StringBuilder();
        for (int i = 0; i < count; i++) {
            char field = (char) in.get();
            fields.append(field);
            text();
            if (field == 'L' || field == '[') {
                string();
            }
        }
        found.fields = fields.toString();
        if (in.get() != TC_ENDBLOCKDATA) {
            throw new IllegalArgumentException("the class " + found.name + " is annotated, which is not allowed");
        }
        found.parent = descriptionOrNull(ancestors + 1);
        return found;
    }

    private Object handle() {
        int index = in.getInt() - baseWireHandle;
        if (index < 0 || index >= handles.size()) {
            throw new IllegalArgumentException("not a serialized value: a reference to nothing");
        }
        return handles.get(index);
    }

    // a name with other than ASCII letters is read wrongly in rare cases, and then is not found among the allowed
    private String text() {
        byte[] text = new byte[Math.min(Short.toUnsignedInt(in.getShort()), in.remaining() + 1)];
        in.get(text);
        return new String(text, StandardCharsets.UTF_8);
    }

    private void skip(long bytes) {
        if (bytes < 0 || bytes > in.remaining()) {
            throw new BufferUnderflowException();
        }
        in.position(in.position() + (int) bytes);
    }

    private static int bytesOf(char primitive) {
        return switch (primitive) {
            case 'Z', 'B' -> 1;
            case 'C', 'S' -> 2;
            case 'I', 'F' -> 4;
            case 'J', 'D' -> 8;
            default -> throw new IllegalArgumentException("not a serialized value: no type is called " + primitive);
        };
    }

    private static IllegalArgumentException unexpected(byte code) {
        return new IllegalArgumentException(
                "not a serialized value: unexpected code 0x" + Integer.toHexString(Byte.toUnsignedInt(code)));
    }

    /** An object, whose weight grows while it is read: a part of it may refer back to it. */
    private static final class Part {
        long weight = 1;

        void add(long more) {
            weight = Math.min(weight + more, MOST_STEPS + 1);
        }
    }

    private static final class Description {
        final String name;
        byte flags;
        String fields = "";

        @Nullable
        Description parent;

        Description(String name) {
            this.name = name;
        }

        List<Description> fromTop() {
            List<Description> all = new ArrayList<>(4);
            for (Description each = this; each != null; each = each.parent) {
                all.add(0, each);
                if (all.size() > MOST_ANCESTORS) {
                    throw new IllegalArgumentException("a class has more than " + MOST_ANCESTORS + " superclasses");
                }
            }
            return all;
        }
    }

    /** Which of the objects that a class writes by itself are hashed on reading. */
    private enum Hashed {
        NONE,
        KEYS,
        ALL;

        static Hashed of(String className, int tag) {
            return switch (className) {
                case "java.util.HashMap", "java.util.Hashtable", "java.util.concurrent.ConcurrentHashMap" -> KEYS;
                case "java.util.HashSet" -> ALL;
                // what List.of, Set.of and Map.of write; the tag says which of them
                case "java.util.CollSer" -> (tag & 0xff) == 2 ? ALL : (tag & 0xff) == 3 ? KEYS : NONE;
                default -> NONE;
            };
        }
    }
}
