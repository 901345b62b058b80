/** Meters of a cache and its servers, by Micrometer. */
@NullMarked
package dev.larder.micrometer;

import org.jspecify.annotations.NullMarked;
