/** Durable steps per second, beside plain loops over the same database library. */
@NullMarked
package dev.hone.bench.store;

import org.jspecify.annotations.NullMarked;
