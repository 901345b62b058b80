/** Compresses values as xz streams, by XZ for Java. */
module dev.larder.compressor.xz {
    requires static org.jspecify;
    requires org.tukaani.xz;
    requires transitive dev.larder.api;

    exports dev.larder.compressor.xz;

    provides dev.larder.spi.Compressor with
            dev.larder.compressor.xz.XzCompressor;
}
