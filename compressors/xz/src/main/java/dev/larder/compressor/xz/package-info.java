/** A compressor of the name {@code xz}. */
@NullMarked
package dev.larder.compressor.xz;

import org.jspecify.annotations.NullMarked;
