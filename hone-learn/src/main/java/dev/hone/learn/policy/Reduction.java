package dev.hone.learn.policy;

import dev.hone.learn.objective.Aggregation;

/**
 * From token losses to the loss of an optimizer step, when this process holds only a part of it:
 * counts are those of the whole step, so that no result depends on how it was cut. Source:
 * learning.md §2 and the conventions of rl-vectors.json.
 *
 * @param mode how tokens and sequences are averaged
 * @param horizon the fixed length of the modes that have one
 * @param workers data-parallel parts, each of whose gradients is divided by their number later
 * @param tokens of the whole step; 0: those of this part
 * @param sequences with a token, of the whole step; 0: those of this part
 */
public record Reduction(
    Aggregation mode, double horizon, double workers, double tokens, double sequences) {

  public Reduction {
    if (!(horizon > 0) || !(workers > 0) || tokens < 0 || sequences < 0) {
      throw new IllegalArgumentException(
          "a reduction needs horizon > 0, workers > 0, and counts of the step that are not"
              + " negative");
    }
  }

  /** Of a whole step in one place. */
  public static Reduction of(Aggregation mode) {
    return new Reduction(mode, 1, 1, 0, 0);
  }

  /** With a fixed length. */
  public static Reduction of(Aggregation mode, double horizon) {
    return new Reduction(mode, horizon, 1, 0, 0);
  }

  /** The factor of each token's loss; 0 where the mask is 0. */
  public double[][] factors(double[][] mask) {
    double[][] factors = mode.factors(mask, horizon);
    double scale = workers * share(mask);
    if (scale != 1) {
      for (double[] row : factors) {
        for (int t = 0; t < row.length; t++) {
          row[t] *= scale;
        }
      }
    }
    return factors;
  }

  /** Σ factor · loss; tokens that do not count are not read. */
  public double value(double[][] losses, double[][] mask) {
    double[][] factors = factors(mask);
    double value = 0;
    for (int i = 0; i < losses.length; i++) {
      for (int t = 0; t < losses[i].length; t++) {
        value += factors[i][t] == 0 ? 0 : factors[i][t] * losses[i][t];
      }
    }
    return value;
  }

  /** What this part's own count is of the whole step's. */
  private double share(double[][] mask) {
    double mineTokens = 0;
    double mineFilled = 0;
    for (double[] row : mask) {
      double count = 0;
      for (double m : row) {
        count += m;
      }
      mineTokens += count;
      mineFilled += count > 0 ? 1 : 0;
    }
    return switch (mode) {
      case TOKEN_MEAN -> tokens == 0 ? 1 : Math.max(1, mineTokens) / tokens;
      case TOKEN_SUM -> 1;
      case SEQUENCE_MEAN_TOKEN_SUM, SEQUENCE_MEAN_TOKEN_SUM_NORM, SEQUENCE_MEAN_TOKEN_MEAN ->
          sequences == 0 ? 1 : Math.max(1, mineFilled) / sequences;
      case SEQUENCE_MEAN_TOKEN_MEAN_WITH_EMPTY,
          SEQUENCE_MEAN_TOKEN_SUM_WITH_EMPTY,
          SEQUENCE_LENGTH_BUDGET ->
          sequences == 0 ? 1 : mask.length / sequences;
    };
  }
}
