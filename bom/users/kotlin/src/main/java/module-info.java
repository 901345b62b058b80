module app {
    requires dev.larder.api;
    requires dev.larder.serializer.json;
    requires kotlin.stdlib;
    requires tools.jackson.module.kotlin;

    // the serializer makes the data class by reflection
    opens app;
}
