/** Writes values by JDK serialization, behind a filter that allows only what the value type needs. */
module dev.larder.serializer.java {
    requires transitive dev.larder.api;

    exports dev.larder.serializer.java;

    provides dev.larder.spi.Serializer with
            dev.larder.serializer.java.JavaSerializer;
}
