/** A serializer of the name {@code msgpack}. */
@NullMarked
package dev.larder.serializer.msgpack;

import org.jspecify.annotations.NullMarked;
