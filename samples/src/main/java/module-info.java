/** Runnable programs on an embedded Redis. */
module dev.larder.samples {
    requires static org.jspecify;
    requires dev.larder.api;
    requires dev.larder.testkit;

    // what is cached is a record of this package, which the serializer makes by reflection
    opens dev.larder.samples;
}
