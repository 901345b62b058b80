/** A program that caches an index of the running JDK's own classes, and shows what the cache did. */
@NullMarked
package dev.larder.samples;

import org.jspecify.annotations.NullMarked;
