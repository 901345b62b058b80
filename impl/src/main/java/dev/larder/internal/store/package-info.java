/** Where bytes live: the port that all topologies and clients implement, and stores made of stores. */
@NullMarked
package dev.larder.internal.store;

import org.jspecify.annotations.NullMarked;
