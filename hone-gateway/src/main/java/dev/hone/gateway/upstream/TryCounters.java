package dev.hone.gateway.upstream;

import dev.hone.gateway.observe.GatewayMetrics;
import io.micrometer.core.instrument.Counter;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** Counts what came of each request to an upstream. Thread-safe. */
final class TryCounters {

  private final Counter[] byClass = new Counter[5];
  private final Counter limited;
  private final Map<Sent.Kind, Counter> failures = new EnumMap<>(Sent.Kind.class);

  TryCounters(GatewayMetrics metrics, String upstream) {
    for (int i = 0; i < byClass.length; i++) {
      byClass[i] = metrics.upstreamTries(upstream, (i + 1) + "xx");
    }
    limited = metrics.upstreamTries(upstream, "429");
    for (Sent.Kind kind : Sent.Kind.values()) {
      failures.put(kind, metrics.upstreamTries(upstream, kind.name().toLowerCase(Locale.ROOT)));
    }
  }

  void count(int status) {
    (status == Statuses.TOO_MANY ? limited : byClass[Math.clamp(status / 100, 1, 5) - 1])
        .increment();
  }

  void count(Sent.Kind kind) {
    Counter counter = failures.get(kind);
    if (counter != null) {
      counter.increment();
    }
  }
}
