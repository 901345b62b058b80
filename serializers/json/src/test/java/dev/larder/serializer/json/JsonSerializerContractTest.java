package dev.larder.serializer.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.larder.spi.Serializer;
import dev.larder.testkit.SerializerContract;

class JsonSerializerContractTest extends SerializerContract {
    @Override
    protected Serializer serializer() {
        return new JsonSerializer();
    }

    @Override
    protected byte[] nullBytes() {
        return "null".getBytes(UTF_8);
    }
}
