package dev.larder.internal;

import dev.larder.spi.Serializer;
import java.lang.reflect.Type;

/** Stands in where nothing is kept, so that no serializer need be there. */
final class NoSerializer implements Serializer {
    private static final byte[] NOTHING = {};

    @Override
    public String name() {
        return "none";
    }

    @Override
    public byte[] serialize(Object value, Type type) {
        return NOTHING;
    }

    @Override
    public Object deserialize(byte[] bytes, Type type) {
        throw new IllegalStateException("nothing was kept, so nothing can be read");
    }
}
