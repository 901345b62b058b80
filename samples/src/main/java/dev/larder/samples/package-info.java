/** Programs to run and to copy from, each of which shows one thing that a cache does; {@link Samples} runs them by name. */
@NullMarked
package dev.larder.samples;

import org.jspecify.annotations.NullMarked;
