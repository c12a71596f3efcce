/** Arithmetic on float arrays: products, norms, attention; vectorised where the machine can. */
@NullMarked
package dev.hone.engine.tensor;

import org.jspecify.annotations.NullMarked;
