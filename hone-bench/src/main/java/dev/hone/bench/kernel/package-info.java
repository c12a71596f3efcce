/** The matrix product on its own, under JMH. */
@NullMarked
package dev.hone.bench.kernel;

import org.jspecify.annotations.NullMarked;
