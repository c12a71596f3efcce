/** The words of the design as immutable values. */
@NullMarked
package dev.hone.core;

import org.jspecify.annotations.NullMarked;
