/** The one door to Redis: stores on Jedis, connections, errors in our words. */
@NullMarked
package dev.larder.internal.jedis;

import org.jspecify.annotations.NullMarked;
