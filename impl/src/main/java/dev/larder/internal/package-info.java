/** What knows all: the provider, and how a topology becomes a store. */
@NullMarked
package dev.larder.internal;

import org.jspecify.annotations.NullMarked;
