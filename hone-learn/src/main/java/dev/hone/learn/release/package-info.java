/** Proving a candidate, making it live, taking lessons out of prompts that the weights follow. */
@NullMarked
package dev.hone.learn.release;

import org.jspecify.annotations.NullMarked;
