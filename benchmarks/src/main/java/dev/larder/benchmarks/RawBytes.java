package dev.larder.benchmarks;

import dev.larder.spi.Serializer;
import java.lang.reflect.Type;

/** Leaves bytes as they are, so that what is measured is the way to Redis. */
public final class RawBytes implements Serializer {
    /** For any cache of byte arrays. */
    public RawBytes() {}

    @Override
    public String name() {
        return "raw";
    }

    @Override
    public byte[] serialize(Object value, Type type) {
        return (byte[]) value;
    }

    @Override
    public Object deserialize(byte[] bytes, Type type) {
        return bytes;
    }
}
