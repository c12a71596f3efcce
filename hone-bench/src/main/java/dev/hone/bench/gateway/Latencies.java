package dev.hone.bench.gateway;

import java.util.Arrays;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Durations in nanoseconds. Thread-safe while it is filled. */
final class Latencies {

  private final ConcurrentLinkedQueue<Long> values = new ConcurrentLinkedQueue<>();

  void add(long nanoseconds) {
    values.add(nanoseconds);
  }

  /**
   * Milliseconds that this share of the durations does not exceed (nearest rank).
   *
   * @param share 0 to 1
   */
  double percentile(double share) {
    long[] sorted = values.stream().mapToLong(Long::longValue).toArray();
    Arrays.sort(sorted);
    int rank = (int) Math.ceil(share * sorted.length) - 1;
    return sorted[Math.max(0, rank)] / 1e6;
  }
}
