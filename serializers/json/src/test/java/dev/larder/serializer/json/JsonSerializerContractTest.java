package dev.larder.serializer.json;

import dev.larder.spi.Serializer;
import dev.larder.testkit.SerializerContract;

class JsonSerializerContractTest extends SerializerContract {
    @Override
    protected Serializer serializer() {
        return new JsonSerializer();
    }
}
