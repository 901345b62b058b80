/** Meters of a cache and its servers, by Micrometer. */
module dev.larder.micrometer {
    requires static org.jspecify;
    requires transitive dev.larder.api;
    requires transitive micrometer.core;

    exports dev.larder.micrometer;
}
