package dev.hone.learn.advantage;

/**
 * GDPO: each component of the reward is normalised in the group by itself, so that a component of
 * small spread still counts; then the weighted sum is whitened over the tokens of the batch.
 * Source: verl {@code gdpo}.
 *
 * @param within how a component is normalised
 * @param batch how the sum is whitened
 */
public record RewardComponents(GroupRelative within, Whitening batch) {

  /** verl's. */
  public static RewardComponents defaults() {
    return new RewardComponents(GroupRelative.defaults(), Whitening.defaults());
  }

  /**
   * The weighted sum of normalised components, for each sample.
   *
   * @param components for each component, a score of each sample
   * @param weights of the components
   */
  public double[] combined(double[][] components, double[] weights, Groups groups) {
    double[] sum = new double[components[0].length];
    for (int c = 0; c < components.length; c++) {
      double[] relative = within.of(components[c], groups);
      for (int i = 0; i < sum.length; i++) {
        sum[i] += weights[c] * relative[i];
      }
    }
    return sum;
  }

  /** The sum, whitened over the tokens that count. */
  public double[][] of(double[] combined, double[][] mask) {
    return batch.of(Masked.broadcast(combined, mask), mask);
  }
}
