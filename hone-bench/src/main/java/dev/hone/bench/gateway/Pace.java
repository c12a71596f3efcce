package dev.hone.bench.gateway;

import java.util.concurrent.atomic.AtomicLong;

/**
 * When requests are due, at a steady rate, whether or not earlier ones were answered. Thread-safe.
 */
final class Pace {

  private final long start;
  private final double interval;
  private final long count;
  private final AtomicLong next = new AtomicLong();

  /**
   * A schedule.
   *
   * @param start {@link System#nanoTime()} of the first
   * @param rate requests a second
   */
  Pace(long start, double rate, double seconds) {
    this.start = start;
    interval = 1e9 / rate;
    count = Math.max(1, Math.round(rate * seconds));
  }

  /** When the next request is due; {@link Long#MIN_VALUE} if there is none left. */
  long take() {
    long number = next.getAndIncrement();
    return number < count ? start + (long) (number * interval) : Long.MIN_VALUE;
  }

  /**
   * From when on an answer is waited for. A caller who was free in time sent its request as soon as
   * it woke up: what the timer took is not the candidate's. One who was not free, because answers
   * before were slow, is late, and that counts (else slow answers would hide themselves:
   * coordinated omission).
   *
   * @param due as planned
   * @param free when the caller had its last answer
   * @param sent when the request was written
   */
  static long began(long due, long free, long sent) {
    return free <= due ? sent : due;
  }
}
