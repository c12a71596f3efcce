package dev.hone.learn.drift;

import dev.hone.core.TenantId;
import dev.hone.core.Verdict;
import dev.hone.learn.judge.JudgeWatch;
import dev.hone.learn.judge.Opinion;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Counts verdicts by source, and agreement of rules with the model judge and with feedback, in
 * windows of time; says when a share has moved further than its sample size explains (two shares,
 * pooled standard error). Bounded: {@link #MOST_SERIES} series, the one not used for longest goes
 * first. Thread-safe.
 */
public final class JudgeDrift implements JudgeWatch {

  /** Series (tenant and source) remembered at once. */
  public static final int MOST_SERIES = 1_024;

  private static final String AGREE = "agree";
  private static final String DIFFER = "differ";

  private final Clock clock;
  private final DriftOptions options;
  private final Map<Key, Windows> series;

  public JudgeDrift(Clock clock, DriftOptions options) {
    this.clock = clock;
    this.options = options;
    this.series =
        new LinkedHashMap<>(16, 0.75f, true) {
          @Override
          protected boolean removeEldestEntry(Map.Entry<Key, Windows> eldest) {
            return size() > MOST_SERIES;
          }
        };
  }

  @Override
  public void judged(TenantId tenant, Opinion opinion) {
    count(tenant, opinion.source(), name(opinion.verdict()));
  }

  @Override
  public void compared(TenantId tenant, String with, boolean agrees) {
    count(tenant, "agreement:" + with, agrees ? AGREE : DIFFER);
  }

  private synchronized void count(TenantId tenant, String source, String outcome) {
    series
        .computeIfAbsent(new Key(tenant, source), any -> new Windows(now(), options))
        .add(now(), outcome);
    // Shares of sources among all judgements move, too: a rule that suddenly speaks everywhere.
    if (!source.startsWith("agreement:")) {
      series
          .computeIfAbsent(new Key(tenant, ALL), any -> new Windows(now(), options))
          .add(now(), outcome);
    }
  }

  /** All sources of a tenant together. */
  public static final String ALL = "all";

  private Duration now() {
    return Duration.ofMillis(clock.millis());
  }

  /** Of one source: what it said lately and before, and what has moved. */
  public record Series(
      String source, Map<String, Long> recent, Map<String, Long> before, List<Move> moved) {

    public Series {
      recent = Map.copyOf(recent);
      before = Map.copyOf(before);
      moved = List.copyOf(moved);
    }
  }

  /**
   * A share that has moved.
   *
   * @param outcome a verdict, {@code agree} or {@code differ}
   * @param before its share in the older windows
   * @param recent its share in the newest
   * @param sigmas the difference in standard errors
   */
  public record Move(String outcome, double before, double recent, double sigmas) {}

  /** Every series of a tenant, by source. */
  public synchronized List<Series> of(TenantId tenant) {
    List<Series> found = new ArrayList<>();
    List.copyOf(series.entrySet()).stream()
        .filter(entry -> entry.getKey().tenant().equals(tenant))
        .sorted((one, other) -> one.getKey().source().compareTo(other.getKey().source()))
        .forEach(entry -> found.add(describe(entry.getKey().source(), entry.getValue())));
    return found;
  }

  /** How many shares have moved, of all tenants; for an alarm. */
  public synchronized int alarms() {
    return series.entrySet().stream()
        .mapToInt(entry -> describe(entry.getKey().source(), entry.getValue()).moved().size())
        .sum();
  }

  private Series describe(String source, Windows windows) {
    windows.roll(now());
    Map<String, Long> recent = windows.recent();
    Map<String, Long> before = windows.before();
    List<Move> moved = new ArrayList<>();
    for (String outcome : outcomes(recent, before)) {
      move(outcome, recent, before).ifPresent(moved::add);
    }
    return new Series(source, recent, before, moved);
  }

  private static List<String> outcomes(Map<String, Long> recent, Map<String, Long> before) {
    return java.util.stream.Stream.concat(recent.keySet().stream(), before.keySet().stream())
        .filter(outcome -> !outcome.equals(DIFFER))
        .distinct()
        .sorted()
        .toList();
  }

  private Optional<Move> move(String outcome, Map<String, Long> recent, Map<String, Long> before) {
    double n = sum(recent);
    double m = sum(before);
    if (n < options.least() || m < options.least()) {
      return Optional.empty();
    }
    double lately = recent.getOrDefault(outcome, 0L) / n;
    double earlier = before.getOrDefault(outcome, 0L) / m;
    double pooled = (recent.getOrDefault(outcome, 0L) + before.getOrDefault(outcome, 0L)) / (n + m);
    double error = Math.sqrt(pooled * (1 - pooled) * (1 / n + 1 / m));
    double difference = lately - earlier;
    if (Math.abs(difference) < options.difference()
        || Math.abs(difference) < options.sigmas() * error) {
      return Optional.empty();
    }
    return Optional.of(new Move(outcome, earlier, lately, difference / error));
  }

  private static double sum(Map<String, Long> counts) {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  private static String name(Verdict verdict) {
    return verdict.name().toLowerCase(Locale.ROOT);
  }

  private record Key(TenantId tenant, String source) {}
}
