/** {@code ./hone bench loop}: training in the whole loop beside the bare training step. */
@NullMarked
package dev.hone.bench.loop;

import org.jspecify.annotations.NullMarked;
