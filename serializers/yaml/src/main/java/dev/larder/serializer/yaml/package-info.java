/** A serializer of the name {@code yaml}. */
@NullMarked
package dev.larder.serializer.yaml;

import org.jspecify.annotations.NullMarked;
