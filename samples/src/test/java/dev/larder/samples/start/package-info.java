/** What a reader of the README types in. */
@NullMarked
package dev.larder.samples.start;

import org.jspecify.annotations.NullMarked;
