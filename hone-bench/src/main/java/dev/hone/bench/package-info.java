/** Whole-system benchmarks of Hone, side by side with peers: {@code ./hone bench NAME}. */
@NullMarked
package dev.hone.bench;

import org.jspecify.annotations.NullMarked;
