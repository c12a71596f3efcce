/** Tests of the defence. */
@NullMarked
package dev.hone.learn.defence;

import org.jspecify.annotations.NullMarked;
