/** Writes values as MessagePack, bound by Jackson 3. */
module dev.larder.serializer.msgpack {
    requires transitive dev.larder.api;
    requires transitive tools.jackson.databind;

    exports dev.larder.serializer.msgpack;

    uses tools.jackson.databind.JacksonModule;

    provides dev.larder.spi.Serializer with
            dev.larder.serializer.msgpack.MessagePackSerializer;
}
