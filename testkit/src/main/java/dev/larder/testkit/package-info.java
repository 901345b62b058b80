/** What tests of Larder share, and tests of your own can use: real servers, and what every part has promised. */
@NullMarked
package dev.larder.testkit;

import org.jspecify.annotations.NullMarked;
