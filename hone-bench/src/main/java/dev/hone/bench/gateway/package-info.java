/** The gateway beside others: throughput, CPU time, latency, live streams, durable steps. */
@NullMarked
package dev.hone.bench.gateway;

import org.jspecify.annotations.NullMarked;
