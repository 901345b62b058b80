/** What turns values into bytes and back: implement these to add a format. */
@NullMarked
package dev.larder.spi;

import org.jspecify.annotations.NullMarked;
