/** Checks this library against files of reference vectors. */
@NullMarked
package dev.hone.learn.vector;

import org.jspecify.annotations.NullMarked;
