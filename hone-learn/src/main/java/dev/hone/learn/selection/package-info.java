/** Which rollouts are worth training on: formulas only. Pure functions. */
@NullMarked
package dev.hone.learn.selection;

import org.jspecify.annotations.NullMarked;
