/** Compresses values as Zstandard frames, by zstd-jni. */
module dev.larder.compressor.zstd {
    requires static org.jspecify;
    requires com.github.luben.zstd_jni;
    requires transitive dev.larder.api;

    exports dev.larder.compressor.zstd;

    provides dev.larder.spi.Compressor with
            dev.larder.compressor.zstd.ZstdCompressor;
}
