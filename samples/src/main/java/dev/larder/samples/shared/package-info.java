/** What all programs share: their command line, their screen, their server, tables and pictures. */
@NullMarked
package dev.larder.samples.shared;

import org.jspecify.annotations.NullMarked;
