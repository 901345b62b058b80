module app {
    requires dev.larder.api;

    // the serializer makes the record by reflection
    opens app;
}
