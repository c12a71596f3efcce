package dev.hone.learn.objective;

/**
 * Corrects for samples that another program, or older weights, made: π_train/π_rollout, truncated.
 * Weights are constants to the gradient. Source: learning.md §2 and §3.
 */
public final class ImportanceWeight {

  private ImportanceWeight() {}

  /** min(exp(log-ratio), cap) of one token. */
  public static double truncated(double logRatio, double cap) {
    return Math.min(PolicyClip.ratio(logRatio), cap);
  }

  /** The ratio held between two bounds (OpenRLHF's reading of the same name). */
  public static double clamped(double weight, double lower, double upper) {
    return Math.clamp(weight, lower, upper);
  }

  /** One weight for a whole sequence: min(exp(Σ log-ratio), cap). */
  public static double sequence(double[] logRatios, double[] mask, double cap) {
    double sum = 0;
    for (int t = 0; t < logRatios.length; t++) {
      sum += mask[t] * logRatios[t];
    }
    return truncated(sum, cap);
  }

  /** How much of the sample the weights leave: (Σw)² / (n·Σw²), in (0, 1]; 1 if there is none. */
  public static double effectiveSampleSize(double[] weights) {
    double sum = 0;
    double squares = 0;
    for (double weight : weights) {
      sum += weight;
      squares += weight * weight;
    }
    return squares == 0 ? 1 : sum * sum / (weights.length * squares);
  }
}
