/** Tests of the kernels against plain loops. */
@NullMarked
package dev.hone.engine.tensor;

import org.jspecify.annotations.NullMarked;
