package dev.larder.serializer.msgpack;

import dev.larder.spi.Serializer;
import dev.larder.testkit.SerializerContract;

class MessagePackSerializerContractTest extends SerializerContract {
    @Override
    protected Serializer serializer() {
        return new MessagePackSerializer();
    }

    @Override
    protected byte[] nullBytes() {
        return new byte[] {(byte) 0xc0};
    }
}
