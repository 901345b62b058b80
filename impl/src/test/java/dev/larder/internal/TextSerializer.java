package dev.larder.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.larder.spi.Serializer;
import java.lang.reflect.Type;

/** Text as UTF-8: the least that a cache of strings needs. */
public final class TextSerializer implements Serializer {
    @Override
    public String name() {
        return "text";
    }

    @Override
    public byte[] serialize(Object value, Type type) {
        if (value.equals("unwritable")) {
            throw new IllegalArgumentException("this text is refused");
        }
        return value.toString().getBytes(UTF_8);
    }

    @Override
    public Object deserialize(byte[] bytes, Type type) {
        return new String(bytes, UTF_8);
    }
}
