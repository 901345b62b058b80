/** Caches as Kotlin writes them: described in a block, used by operators, durations and suspending functions. */
@NullMarked
package dev.larder.kotlin;

import org.jspecify.annotations.NullMarked;
