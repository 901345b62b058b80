/** Larder beside what it is built on. */
@NullMarked
package dev.larder.benchmarks;

import org.jspecify.annotations.NullMarked;
