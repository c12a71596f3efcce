package dev.hone.gateway.upstream;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How an upstream does.
 *
 * @param address host and port
 * @param dialect as in the configuration
 * @param circuit {@code closed}, {@code open} or {@code probing}
 * @param failures in a row
 * @param inFlight calls that are being answered
 * @param lastError null if there was none since the start; holds nothing of any call
 * @param rest until an open circuit lets a call through
 */
public record UpstreamStatus(
    String name,
    String address,
    String dialect,
    String circuit,
    int failures,
    int inFlight,
    @Nullable String lastError,
    @Nullable Instant lastErrorAt,
    Duration rest) {}
