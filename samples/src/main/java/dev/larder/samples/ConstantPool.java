package dev.larder.samples;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;

/** The names and numbers of a class file, found by their index. */
final class ConstantPool {
    private static final int TEXT = 1;
    private static final int CLASS = 7;

    private final byte[] bytes;
    private final int[] starts;
    private final int entries;

    /** Reads the pool of a class file; the buffer on its bytes then stands behind it. */
    ConstantPool(byte[] bytes, ByteBuffer in) {
        this.bytes = bytes;
        starts = new int[Short.toUnsignedInt(in.getShort())];
        int found = 0;
        for (int i = 1; i < starts.length; i++) {
            starts[i] = in.position();
            int tag = in.get();
            in.position(in.position() + length(tag, in));
            found++;
            if (tag == 5 || tag == 6) {
                i++; // a long or double takes two places
            }
        }
        entries = found;
    }

    private static int length(int tag, ByteBuffer in) {
        int length = switch (tag) {
            case TEXT -> 2 + Short.toUnsignedInt(in.getShort(in.position()));
            case CLASS, 8, 16, 19, 20 -> 2; // class, string, method type, module, package
            case 15 -> 3; // method handle
            case 3, 4, 9, 10, 11, 12, 17, 18 -> 4; // int, float, references, name and type, dynamic
            case 5, 6 -> 8; // long, double
            default -> throw new IllegalArgumentException("no constant has the tag " + tag);
        };
        if (length > in.remaining()) {
            throw new IllegalArgumentException("not a whole class file: its constant pool is cut");
        }
        return length;
    }

    /** How many constants there are. */
    int entries() {
        return entries;
    }

    /** The text at an index. */
    String text(int index) {
        int start = start(index, TEXT);
        try {
            return new DataInputStream(new ByteArrayInputStream(bytes, start, bytes.length - start)).readUTF();
        } catch (IOException malformed) {
            throw new IllegalArgumentException("constant " + index + " is not modified UTF-8", malformed);
        }
    }

    /** The name of the class at an index, with dots. */
    String className(int index) {
        return text(Short.toUnsignedInt(ByteBuffer.wrap(bytes).getShort(start(index, CLASS))))
                .replace('/', '.');
    }

    private int start(int index, int tag) {
        int start = index < starts.length ? starts[index] : 0;
        if (start == 0 || bytes[start] != tag) {
            throw new IllegalArgumentException("constant " + index + " has not the tag " + tag);
        }
        return start + 1;
    }
}
