/** Keys and values as django-redis-cache and older Larders have left them. */
@NullMarked
package dev.larder.internal.interop;

import org.jspecify.annotations.NullMarked;
