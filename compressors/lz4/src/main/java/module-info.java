/** Compresses values as LZ4 blocks, by lz4-java. */
@SuppressWarnings("module") // the digit belongs to the format's name
module dev.larder.compressor.lz4 {
    requires static org.jspecify;
    requires org.lz4.java;
    requires transitive dev.larder.api;

    exports dev.larder.compressor.lz4;

    provides dev.larder.spi.Compressor with
            dev.larder.compressor.lz4.Lz4Compressor;
}
