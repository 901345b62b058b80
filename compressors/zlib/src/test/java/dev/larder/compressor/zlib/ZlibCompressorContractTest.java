package dev.larder.compressor.zlib;

import dev.larder.spi.Compressor;
import dev.larder.testkit.CompressorContract;

class ZlibCompressorContractTest extends CompressorContract {
    @Override
    protected Compressor compressor() {
        return new ZlibCompressor();
    }
}
