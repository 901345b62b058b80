/** What a cache does with keys, values and loads, above any store. */
@NullMarked
package dev.larder.internal.cache;

import org.jspecify.annotations.NullMarked;
