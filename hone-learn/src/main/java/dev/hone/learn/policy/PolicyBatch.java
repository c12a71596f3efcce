package dev.hone.learn.policy;

/**
 * The samples of one optimizer step: rows are sequences (they may differ in length), columns
 * tokens. What no loss asks for may be {@link #absent()}; a loss that asks for it then refuses. Not
 * copied: treat as constants.
 *
 * @param mask 1 where a token counts; values elsewhere are never read into loss or gradient
 */
public record PolicyBatch(
    double[][] logProb,
    double[][] oldLogProb,
    double[][] advantages,
    double[][] mask,
    double[][] rolloutLogProb,
    double[][] referenceLogProb) {

  public PolicyBatch {
    check("old_log_prob", oldLogProb, logProb);
    check("advantages", advantages, logProb);
    check("mask", mask, logProb);
    if (rolloutLogProb.length > 0) {
      check("rollout_log_prob", rolloutLogProb, logProb);
    }
    if (referenceLogProb.length > 0) {
      check("ref_log_prob", referenceLogProb, logProb);
    }
  }

  /** Log-probabilities that nobody recorded. */
  public static double[][] absent() {
    return new double[0][];
  }

  /** Without samplers' and base's log-probabilities. */
  public static PolicyBatch of(
      double[][] logProb, double[][] oldLogProb, double[][] advantages, double[][] mask) {
    return new PolicyBatch(logProb, oldLogProb, advantages, mask, absent(), absent());
  }

  /** The same samples under other weights. */
  public PolicyBatch withLogProb(double[][] changed) {
    return new PolicyBatch(changed, oldLogProb, advantages, mask, rolloutLogProb, referenceLogProb);
  }

  /** The same samples, with other tokens counting. */
  public PolicyBatch withMask(double[][] changed) {
    return new PolicyBatch(
        logProb, oldLogProb, advantages, changed, rolloutLogProb, referenceLogProb);
  }

  PolicyPlace place(int row, int token, PolicyPlace.SequenceFigure figure) {
    return new PolicyPlace(
        advantages[row][token],
        oldLogProb[row][token],
        rolloutLogProb.length == 0 ? Double.NaN : rolloutLogProb[row][token],
        referenceLogProb.length == 0 ? Double.NaN : referenceLogProb[row][token],
        figure);
  }

  private static void check(String name, double[][] values, double[][] like) {
    boolean same = values.length == like.length;
    for (int i = 0; same && i < values.length; i++) {
      same = values[i].length == like[i].length;
    }
    if (!same) {
      throw new IllegalArgumentException(name + " has another shape than log_prob");
    }
  }
}
