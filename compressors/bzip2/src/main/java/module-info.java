/** Compresses values as bzip2 streams, by Apache Commons Compress. */
@SuppressWarnings("module") // the digit belongs to the format's name
module dev.larder.compressor.bzip2 {
    requires static org.jspecify;
    requires org.apache.commons.compress;
    requires transitive dev.larder.api;

    exports dev.larder.compressor.bzip2;

    provides dev.larder.spi.Compressor with
            dev.larder.compressor.bzip2.Bzip2Compressor;
}
