/** Parts that stand in for the store and the engine, small enough to read, and behave like them. */
@NullMarked
package dev.hone.learn.fakes;

import org.jspecify.annotations.NullMarked;
