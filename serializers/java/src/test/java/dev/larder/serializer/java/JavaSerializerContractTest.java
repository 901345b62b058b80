package dev.larder.serializer.java;

import dev.larder.spi.Serializer;
import dev.larder.testkit.SerializerContract;

class JavaSerializerContractTest extends SerializerContract {
    @Override
    protected Serializer serializer() {
        return new JavaSerializer();
    }
}
