/** A compressor of the name {@code bzip2}. */
@NullMarked
package dev.larder.compressor.bzip2;

import org.jspecify.annotations.NullMarked;
