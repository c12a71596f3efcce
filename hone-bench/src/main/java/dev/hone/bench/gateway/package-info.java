/** What the gateway adds to a call of an upstream. */
@NullMarked
package dev.hone.bench.gateway;

import org.jspecify.annotations.NullMarked;
