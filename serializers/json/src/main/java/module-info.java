/** Writes values as JSON, by Jackson 3. */
module dev.larder.serializer.json {
    requires transitive dev.larder.api;
    requires transitive tools.jackson.databind;

    exports dev.larder.serializer.json;

    uses tools.jackson.databind.JacksonModule;

    provides dev.larder.spi.Serializer with
            dev.larder.serializer.json.JsonSerializer;
}
