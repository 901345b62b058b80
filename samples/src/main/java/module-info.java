/** Runnable programs on an embedded Redis. */
module dev.larder.samples {
    requires static org.jspecify;
    requires dev.larder.api;
    requires dev.larder.compressor.bzip2;
    requires dev.larder.compressor.lz4;
    requires dev.larder.compressor.xz;
    requires dev.larder.compressor.zlib;
    requires dev.larder.compressor.zstd;
    requires dev.larder.serializer.java;
    requires dev.larder.serializer.json;
    requires dev.larder.serializer.msgpack;
    requires dev.larder.serializer.yaml;
    requires dev.larder.testkit;

    // what is cached are records of this package, which the serializer makes by reflection
    opens dev.larder.samples;
}
