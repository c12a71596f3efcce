package dev.hone.gateway.upstream;

import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/** Reads {@code Retry-After} (RFC 9110, section 10.2.3): seconds, or a date. */
final class RetryAfter {

  private RetryAfter() {}

  /** How long to wait; empty if nothing sensible is said. */
  static Optional<Duration> of(Optional<String> header, Instant now) {
    if (header.isEmpty()) {
      return Optional.empty();
    }
    String value = header.get().strip();
    try {
      return Optional.of(Duration.ofSeconds(Math.clamp(Long.parseLong(value), 0, 1L << 32)));
    } catch (NumberFormatException e) {
      return date(value, now);
    }
  }

  private static Optional<Duration> date(String value, Instant now) {
    try {
      Instant then = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      Duration wait = Duration.between(now, then);
      return Optional.of(wait.isNegative() ? Duration.ZERO : wait);
    } catch (DateTimeParseException e) {
      // Not a form that the standard knows: as good as unsaid.
      return Optional.empty();
    }
  }
}
