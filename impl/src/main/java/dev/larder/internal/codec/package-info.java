/** How values become bytes and back: types, formats, the envelope. */
@NullMarked
package dev.larder.internal.codec;

import org.jspecify.annotations.NullMarked;
