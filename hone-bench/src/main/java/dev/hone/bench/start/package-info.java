/** How soon the service is ready, and what it needs when nothing happens. */
@NullMarked
package dev.hone.bench.start;

import org.jspecify.annotations.NullMarked;
