/** A serializer of the name {@code java}. */
@NullMarked
package dev.larder.serializer.java;

import org.jspecify.annotations.NullMarked;
