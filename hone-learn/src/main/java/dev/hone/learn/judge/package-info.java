/** From what happened after a step to a verdict and, perhaps, a hint. */
@NullMarked
package dev.hone.learn.judge;

import org.jspecify.annotations.NullMarked;
