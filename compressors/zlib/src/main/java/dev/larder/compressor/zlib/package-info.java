/** A compressor of the name {@code zlib}. */
@NullMarked
package dev.larder.compressor.zlib;

import org.jspecify.annotations.NullMarked;
