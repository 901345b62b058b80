/** The protocol of loading once as a model small enough to look at each of its states. */
@NullMarked
package dev.larder.internal.model;

import org.jspecify.annotations.NullMarked;
