/** Compresses values as zlib streams, by what the JDK has. */
module dev.larder.compressor.zlib {
    requires transitive dev.larder.api;

    exports dev.larder.compressor.zlib;

    provides dev.larder.spi.Compressor with
            dev.larder.compressor.zlib.ZlibCompressor;
}
