/** Caches as Kotlin writes them. */
module dev.larder.kotlin {
    requires static org.jspecify;
    requires transitive dev.larder.api;
    requires transitive kotlin.stdlib;
    // for suspending() alone
    requires static transitive kotlinx.coroutines.core;
    // for the levels of compressors alone
    requires static dev.larder.compressor.bzip2;
    requires static dev.larder.compressor.lz4;
    requires static dev.larder.compressor.xz;
    requires static dev.larder.compressor.zlib;
    requires static dev.larder.compressor.zstd;

    exports dev.larder.kotlin;
}
