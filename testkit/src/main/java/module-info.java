/** Contracts for caches, serializers and compressors, and fixtures of real Redis servers. */
module dev.larder.testkit {
    requires static org.jspecify;
    requires transitive dev.larder.api;
    requires transitive org.assertj.core;
    requires transitive org.junit.jupiter.api;
    requires transitive org.junit.jupiter.params;
    requires embedded.redis;
    requires java.management;
    requires jdk.management;

    exports dev.larder.testkit;
    // the tests of a contract are not public
    opens dev.larder.testkit to
            org.junit.platform.commons;
}
