/** Judges watched in service: whether what they say moves. */
@NullMarked
package dev.hone.learn.drift;

import org.jspecify.annotations.NullMarked;
