/** Writes values as YAML, by Jackson 3. */
module dev.larder.serializer.yaml {
    requires transitive dev.larder.api;
    requires transitive tools.jackson.dataformat.yaml;
    requires org.snakeyaml.engine;
    requires transitive tools.jackson.databind;

    exports dev.larder.serializer.yaml;

    uses tools.jackson.databind.JacksonModule;

    provides dev.larder.spi.Serializer with
            dev.larder.serializer.yaml.YamlSerializer;
}
