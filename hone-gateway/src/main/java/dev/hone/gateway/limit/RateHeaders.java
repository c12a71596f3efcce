package dev.hone.gateway.limit;

import dev.hone.gateway.dialect.Dialect;
import dev.hone.gateway.http.Exchange;
import dev.hone.gateway.limit.Rates.Unit;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** What is left of the limits that a call falls under: of each unit, the one that is tightest. */
final class RateHeaders {

  private static final Duration MINUTE = Duration.ofMinutes(1);

  private record Seen(long limit, long left) {

    /** How long until all of it is free again. */
    Duration reset() {
      return MINUTE.multipliedBy(limit - Math.max(0, left)).dividedBy(limit);
    }
  }

  private final Map<Unit, Seen> tightest = new EnumMap<>(Unit.class);

  void saw(Unit unit, long limit, long left) {
    tightest.merge(
        unit, new Seen(limit, left), (one, other) -> other.left() < one.left() ? other : one);
  }

  void write(Dialect dialect, Exchange exchange, Instant now) {
    tightest.forEach(
        (unit, seen) -> {
          String what = unit.name().toLowerCase(Locale.ROOT);
          String limit = Long.toString(seen.limit());
          String left = Long.toString(Math.max(0, seen.left()));
          switch (dialect) {
            case CHAT, RESPONSES -> {
              exchange.keepHeader("x-ratelimit-limit-" + what, limit);
              exchange.keepHeader("x-ratelimit-remaining-" + what, left);
              exchange.keepHeader("x-ratelimit-reset-" + what, duration(seen.reset()));
            }
            case MESSAGES -> {
              String prefix = "anthropic-ratelimit-" + what;
              exchange.keepHeader(prefix + "-limit", limit);
              exchange.keepHeader(prefix + "-remaining", left);
              exchange.keepHeader(
                  prefix + "-reset",
                  now.plus(seen.reset()).truncatedTo(ChronoUnit.SECONDS).toString());
            }
          }
        });
  }

  /** As OpenAI writes it: {@code 250ms}, {@code 12s}, {@code 1m0s}. */
  static String duration(Duration time) {
    long millis = time.toMillis();
    if (millis < 1000) {
      return millis + "ms";
    }
    long seconds = Math.ceilDiv(millis, 1000);
    return seconds < 60 ? seconds + "s" : seconds / 60 + "m" + seconds % 60 + "s";
  }
}
