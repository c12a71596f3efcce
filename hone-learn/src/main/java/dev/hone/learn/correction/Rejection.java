package dev.hone.learn.correction;

import dev.hone.learn.advantage.Masked;

/**
 * Drops tokens or sequences whose trainer and sampler disagree too much. With r =
 * π_train/π_rollout: k1 = −log r, k2 = ½log²r, k3 = r − 1 − log r; of a token, or sum, mean or
 * largest of a sequence. Bounds of k1 are bounds of a ratio: log(lower) ≤ k1 ≤ log(upper). Source:
 * verl {@code rollout_corr_helper}; learning.md §2.
 *
 * @param lower of the ratio for k1, of the figure itself for k2 and k3
 * @param upper likewise
 */
public record Rejection(Level level, Figure figure, double lower, double upper) {

  /** What is kept or dropped as one. */
  public enum Level {
    TOKEN,
    SEQUENCE_SUM,
    SEQUENCE_MEAN,
    SEQUENCE_MAX
  }

  /** How far trainer and sampler are apart. */
  public enum Figure {
    K1,
    K2,
    K3;

    /** Of one token. */
    public double of(double logRatio) {
      return switch (this) {
        case K1 -> -logRatio;
        case K2 -> logRatio * logRatio / 2;
        case K3 -> Math.exp(logRatio) - 1 - logRatio;
      };
    }

    /** Of every token, whatever its mask. */
    public double[][] of(double[][] logRatios) {
      double[][] figures = new double[logRatios.length][];
      for (int i = 0; i < logRatios.length; i++) {
        figures[i] = new double[logRatios[i].length];
        for (int t = 0; t < logRatios[i].length; t++) {
          figures[i][t] = of(logRatios[i][t]);
        }
      }
      return figures;
    }
  }

  /** The figure of each sequence; meaningless for {@link Level#TOKEN}. */
  public static double[] ofSequences(
      Level level, Figure figure, double[][] logRatios, double[][] mask) {
    double[] figures = new double[logRatios.length];
    for (int i = 0; i < logRatios.length; i++) {
      double[] tokens = new double[logRatios[i].length];
      double largest = Double.NEGATIVE_INFINITY;
      for (int t = 0; t < tokens.length; t++) {
        if (mask[i][t] != 0) {
          tokens[t] = figure.of(logRatios[i][t]);
          largest = Math.max(largest, tokens[t]);
        }
      }
      figures[i] =
          switch (level) {
            case TOKEN, SEQUENCE_MEAN -> Masked.mean(tokens, mask[i]);
            case SEQUENCE_SUM -> Masked.sum(tokens, mask[i]);
            case SEQUENCE_MAX -> Masked.count(mask[i]) == 0 ? 0 : largest;
          };
    }
    return figures;
  }

  /** The mask with what is dropped set to 0. */
  public double[][] of(double[][] logRatios, double[][] mask) {
    double[] whole = ofSequences(level, figure, logRatios, mask);
    double[][] kept = new double[mask.length][];
    for (int i = 0; i < mask.length; i++) {
      kept[i] = new double[mask[i].length];
      for (int t = 0; t < mask[i].length; t++) {
        if (mask[i][t] != 0) {
          double value = level == Level.TOKEN ? figure.of(logRatios[i][t]) : whole[i];
          kept[i][t] = accepts(value) ? mask[i][t] : 0;
        }
      }
    }
    return kept;
  }

  /** Whether a figure is within the bounds. */
  public boolean accepts(double value) {
    return figure == Figure.K1
        ? value >= Math.log(lower) && value <= Math.log(upper)
        : value >= lower && value <= upper;
  }
}
