package dev.hone.learn.schedule;

/**
 * The KL coefficient that steers towards a target (Ziegler et al. 2019): times 1 + clip(KL/target −
 * 1, ±0.2)·n/horizon. Source: verl; learning.md §2.
 */
public record AdaptiveKl(double target, double horizon) {

  private static final double MOST_ERROR = 0.2;

  /** The next coefficient after {@code samples} with this mean KL. */
  public double next(double coefficient, double kl, double samples) {
    double error = Math.clamp(kl / target - 1, -MOST_ERROR, MOST_ERROR);
    return coefficient * (1 + error * samples / horizon);
  }
}
