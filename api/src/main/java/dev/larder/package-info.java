/** Caches on Redis: build one with {@link dev.larder.CacheBuilder}, use it as a {@link dev.larder.Cache}. */
@NullMarked
package dev.larder;

import org.jspecify.annotations.NullMarked;
