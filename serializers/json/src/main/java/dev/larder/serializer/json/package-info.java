/** A serializer of the name {@code json}. */
@NullMarked
package dev.larder.serializer.json;

import org.jspecify.annotations.NullMarked;
