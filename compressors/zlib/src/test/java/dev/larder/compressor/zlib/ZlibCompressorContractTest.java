package dev.larder.compressor.zlib;

import dev.larder.spi.Compressor;
import dev.larder.testkit.CompressorContract;

// region testing-contract
class ZlibCompressorContractTest extends CompressorContract {
    @Override
    protected Compressor compressor() {
        return new ZlibCompressor();
    }
}
// endregion
