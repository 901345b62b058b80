package dev.larder.internal.fleet;

import dev.larder.spi.Serializer;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;

/** What the database had under a key at one time, large or small. */
record Versioned(int key, long version, int size) {
    private static final int HEAD = Integer.BYTES + Long.BYTES;

    /** Writes as many bytes as the value has, which are its own and no other's. */
    static final class Bytes implements Serializer {
        @Override
        public String name() {
            return "versioned";
        }

        @Override
        public byte[] serialize(Object value, Type type) {
            Versioned versioned = (Versioned) value;
            ByteBuffer bytes = ByteBuffer.allocate(Math.max(HEAD, versioned.size));
            bytes.putInt(versioned.key).putLong(versioned.version);
            byte filling = versioned.filling();
            while (bytes.hasRemaining()) {
                bytes.put(filling);
            }
            return bytes.array();
        }

        @Override
        public Object deserialize(byte[] bytes, Type type) {
            ByteBuffer in = ByteBuffer.wrap(bytes);
            Versioned versioned = new Versioned(in.getInt(), in.getLong(), bytes.length);
            byte filling = versioned.filling();
            while (in.hasRemaining()) {
                if (in.get() != filling) {
                    throw new IllegalArgumentException("two values are mixed at " + in.position());
                }
            }
            return versioned;
        }
    }

    String name() {
        return HammerProgram.KEYS.get(key);
    }

    private byte filling() {
        return (byte) (31 * version + key);
    }
}
