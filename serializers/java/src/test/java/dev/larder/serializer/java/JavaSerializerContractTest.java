package dev.larder.serializer.java;

import dev.larder.spi.Serializer;
import dev.larder.testkit.SerializerContract;
import java.util.HexFormat;

class JavaSerializerContractTest extends SerializerContract {
    @Override
    protected Serializer serializer() {
        return new JavaSerializer();
    }

    @Override
    protected byte[] nullBytes() {
        return HexFormat.of().parseHex("aced000570");
    }

    @Override
    protected boolean restoresCycles() {
        return true;
    }
}
