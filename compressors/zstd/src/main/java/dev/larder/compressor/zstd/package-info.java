/** A compressor of the name {@code zstd}. */
@NullMarked
package dev.larder.compressor.zstd;

import org.jspecify.annotations.NullMarked;
