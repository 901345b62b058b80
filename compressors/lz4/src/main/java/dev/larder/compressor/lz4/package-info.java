/** A compressor of the name {@code lz4}. */
@NullMarked
package dev.larder.compressor.lz4;

import org.jspecify.annotations.NullMarked;
