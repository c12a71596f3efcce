package dev.hone.learn.drift;

import java.time.Duration;

/**
 * How judges are watched.
 *
 * @param window length of one window
 * @param windows complete windows remembered; the newest and the running one are compared with the
 *     others
 * @param least judgements on both sides, under which nothing is said
 * @param difference smallest move of a share that counts; with many judgements the smallest moves
 *     are sure, and harmless
 * @param sigmas a move must be so many standard errors of the difference away from none
 */
public record DriftOptions(
    Duration window, int windows, int least, double difference, double sigmas) {

  public DriftOptions {
    if (window.isZero() || window.isNegative() || windows < 2 || windows > 1_000) {
      throw new IllegalArgumentException(
          "a window has a length, and 2 to 1000 are remembered; not " + window + ", " + windows);
    }
    if (least < 1 || !(difference >= 0 && difference <= 1) || !(sigmas > 0)) {
      throw new IllegalArgumentException(
          "least is 1 or more, difference 0 to 1, sigmas above 0; not "
              + least
              + ", "
              + difference
              + ", "
              + sigmas);
    }
  }

  /**
   * A day of hours; 50 judgements; ten points; four standard errors (by chance once in 15,000 looks
   * at one share).
   */
  public static DriftOptions defaults() {
    return new DriftOptions(Duration.ofHours(1), 24, 50, 0.1, 4);
  }
}
