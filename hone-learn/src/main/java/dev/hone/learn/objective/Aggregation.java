package dev.hone.learn.objective;

/**
 * From the losses of tokens to the loss of a batch. The batch is always the whole optimizer step,
 * never a part of it: a mean per part depends on how the step was cut. Source: learning.md §2.
 */
public enum Aggregation {
  /** Over the count of all tokens. */
  TOKEN_MEAN,
  TOKEN_SUM,
  /** Mean over sequences, those without a token left out, of the sum over their tokens. */
  SEQUENCE_MEAN_TOKEN_SUM,
  /** The same over a fixed length. */
  SEQUENCE_MEAN_TOKEN_SUM_NORM,
  /** Mean over sequences, those without a token left out, of the mean over their tokens. */
  SEQUENCE_MEAN_TOKEN_MEAN,
  /** The same, but sequences without a token count as 0. */
  SEQUENCE_MEAN_TOKEN_MEAN_WITH_EMPTY,
  /** Mean over all sequences, those without a token too, of the sum over their tokens. */
  SEQUENCE_MEAN_TOKEN_SUM_WITH_EMPTY,
  /** Over the count of sequences times a fixed length. */
  SEQUENCE_LENGTH_BUDGET;

  /**
   * The factor of each token's loss (and so of its gradient).
   *
   * @param mask 1 where a token counts
   * @param horizon the fixed length, where the mode has one
   */
  public double[][] factors(double[][] mask, double horizon) {
    double tokens = 0;
    double filled = 0;
    for (double[] row : mask) {
      double count = sum(row);
      tokens += count;
      filled += count > 0 ? 1 : 0;
    }
    double[][] factors = new double[mask.length][];
    for (int i = 0; i < mask.length; i++) {
      factors[i] = new double[mask[i].length];
      double count = sum(mask[i]);
      double factor =
          switch (this) {
            case TOKEN_MEAN -> 1 / Math.max(1, tokens);
            case TOKEN_SUM -> 1;
            case SEQUENCE_MEAN_TOKEN_SUM -> 1 / Math.max(1, filled);
            case SEQUENCE_MEAN_TOKEN_SUM_NORM -> 1 / (Math.max(1, filled) * horizon);
            case SEQUENCE_MEAN_TOKEN_MEAN -> 1 / (Math.max(1, filled) * Math.max(1, count));
            case SEQUENCE_MEAN_TOKEN_MEAN_WITH_EMPTY -> 1 / (mask.length * Math.max(1, count));
            case SEQUENCE_MEAN_TOKEN_SUM_WITH_EMPTY -> 1.0 / mask.length;
            case SEQUENCE_LENGTH_BUDGET -> 1 / (mask.length * horizon);
          };
      for (int t = 0; t < mask[i].length; t++) {
        factors[i][t] = factor * mask[i][t];
      }
    }
    return factors;
  }

  /** Σ factor · loss. */
  public double value(double[][] losses, double[][] mask, double horizon) {
    double[][] factors = factors(mask, horizon);
    double value = 0;
    for (int i = 0; i < losses.length; i++) {
      for (int t = 0; t < losses[i].length; t++) {
        // A factor of 0 is a token that does not count: whatever stands there, NaN included, is
        // not read.
        value += factors[i][t] == 0 ? 0 : factors[i][t] * losses[i][t];
      }
    }
    return value;
  }

  private static double sum(double[] row) {
    double sum = 0;
    for (double value : row) {
      sum += value;
    }
    return sum;
  }
}
