/**
 * The engine's speed. Every implementation of the network is a {@link
 * dev.hone.bench.engine.Contender}; all run the same weights on the same batches in one process,
 * turn by turn, and are compared numerically before they are timed.
 */
@NullMarked
package dev.hone.bench.engine;

import org.jspecify.annotations.NullMarked;
