/** Hostile bytes for every reader. */
@NullMarked
package dev.larder.fuzz;

import org.jspecify.annotations.NullMarked;
