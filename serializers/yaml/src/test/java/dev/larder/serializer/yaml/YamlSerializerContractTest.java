package dev.larder.serializer.yaml;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.larder.spi.Serializer;
import dev.larder.testkit.SerializerContract;

class YamlSerializerContractTest extends SerializerContract {
    @Override
    protected Serializer serializer() {
        return new YamlSerializer();
    }

    @Override
    protected byte[] nullBytes() {
        return "null".getBytes(UTF_8);
    }

    /** A block has no end: what comes before a cut may be a smaller value. In an envelope the checksum tells. */
    @Override
    protected boolean tellsWhatIsCutOff() {
        return false;
    }
}
