/** Larder beside other clients of Redis, all on the same servers in the same run. */
@NullMarked
package dev.larder.benchmarks.rivals;

import org.jspecify.annotations.NullMarked;
