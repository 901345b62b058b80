/** Several programs that share a cache, each a JVM of its own. */
@NullMarked
package dev.larder.internal.fleet;

import org.jspecify.annotations.NullMarked;
