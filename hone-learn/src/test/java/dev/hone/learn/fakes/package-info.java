/** Parts that stand in for the world around the learning side. */
@NullMarked
package dev.hone.learn.fakes;

import org.jspecify.annotations.NullMarked;
