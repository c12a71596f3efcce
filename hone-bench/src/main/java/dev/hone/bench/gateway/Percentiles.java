package dev.hone.bench.gateway;

import java.util.Arrays;

/** Durations, sorted. Immutable. */
final class Percentiles {

  static final double MIDDLE = 0.5;
  static final double TAIL = 0.99;

  private static final double MILLISECOND = 1e6;

  private final long[] sorted;

  /** Takes durations in nanoseconds, in any order. */
  Percentiles(long[] nanoseconds) {
    sorted = nanoseconds.clone();
    Arrays.sort(sorted);
  }

  int count() {
    return sorted.length;
  }

  /**
   * Milliseconds that this share of the durations does not exceed (nearest rank).
   *
   * @param share 0 to 1
   * @throws IllegalStateException if there are none
   */
  double milliseconds(double share) {
    if (sorted.length == 0) {
      throw new IllegalStateException("no durations");
    }
    int rank = (int) Math.ceil(share * sorted.length) - 1;
    return sorted[Math.max(0, rank)] / MILLISECOND;
  }
}
