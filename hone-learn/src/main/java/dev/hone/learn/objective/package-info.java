/**
 * What training minimises: pure functions in double precision, and their adapters to the engine's
 * loss callback. Formulas: learning.md §2; numeric cases: {@code rl-vectors.json}.
 */
@NullMarked
package dev.hone.learn.objective;

import org.jspecify.annotations.NullMarked;
