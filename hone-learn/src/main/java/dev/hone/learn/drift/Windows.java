package dev.hone.learn.drift;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/** Counts of one series in windows of time. Bounded by the number of windows. Not thread-safe. */
final class Windows {

  private final DriftOptions options;
  private final Deque<Map<String, Long>> complete = new ArrayDeque<>();
  private Map<String, Long> running = new HashMap<>();
  private Duration begun;

  Windows(Duration now, DriftOptions options) {
    this.options = options;
    this.begun = now;
  }

  void add(Duration now, String outcome) {
    roll(now);
    running.merge(outcome, 1L, Long::sum);
  }

  /** Ends windows whose time is over; one in which nothing happened counts like any other. */
  void roll(Duration now) {
    long over = now.minus(begun).dividedBy(options.window());
    if (over <= 0) {
      return;
    }
    for (long i = 0; i < Math.min(over, options.windows() + 1L); i++) {
      complete.addLast(running);
      running = new HashMap<>();
      if (complete.size() > options.windows()) {
        complete.removeFirst();
      }
    }
    begun = begun.plus(options.window().multipliedBy(over));
  }

  /** The newest complete window and the running one. */
  Map<String, Long> recent() {
    Map<String, Long> sum = new HashMap<>(running);
    if (!complete.isEmpty()) {
      add(sum, complete.getLast());
    }
    return sum;
  }

  /** All others. */
  Map<String, Long> before() {
    Map<String, Long> sum = new HashMap<>();
    int left = complete.size() - 1;
    for (Map<String, Long> window : complete) {
      if (left-- > 0) {
        add(sum, window);
      }
    }
    return sum;
  }

  private static void add(Map<String, Long> sum, Map<String, Long> window) {
    window.forEach((outcome, count) -> sum.merge(outcome, count, Long::sum));
  }
}
