module app {
    requires dev.larder.api;
    requires kotlin.stdlib;

    // the serializer makes the data class by reflection
    opens app;
}
