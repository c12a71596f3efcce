package dev.hone.learn.correction;

import dev.hone.learn.advantage.Masked;

/**
 * Importance weights of a batch and what is reported of them. Source: verl {@code
 * rollout_corr_helper}; learning.md §2 and §3.
 *
 * @param weights of each token; 0 where the mask is 0
 * @param outsideShare of tokens whose ratio was beyond a bound
 * @param mean over tokens that count
 * @param deviation over n
 * @param effective (Σw)²/(n·Σw²): how much of the sample the weights leave
 */
public record RolloutWeights(
    double[][] weights, double outsideShare, double mean, double deviation, double effective) {

  /** Of ratios π_train/π_rollout of tokens. */
  public static RolloutWeights ofRatios(double[][] ratios, double[][] mask, TokenWeight rule) {
    double[][] weights = new double[ratios.length][];
    double outside = 0;
    double squares = 0;
    for (int i = 0; i < ratios.length; i++) {
      weights[i] = new double[ratios[i].length];
      for (int t = 0; t < ratios[i].length; t++) {
        if (mask[i][t] != 0) {
          weights[i][t] = mask[i][t] * rule.ofRatio(ratios[i][t]);
          outside += rule.isOutside(ratios[i][t]) ? mask[i][t] : 0;
          squares += weights[i][t] * weights[i][t];
        }
      }
    }
    double count = Masked.count(mask);
    double sum = Masked.sum(weights, mask);
    return new RolloutWeights(
        weights,
        count == 0 ? 0 : outside / count,
        count == 0 ? 0 : sum / count,
        Math.sqrt(Masked.variance(weights, mask, 0)),
        squares == 0 ? 0 : sum * sum / (count * squares));
  }

  /** Divided by their mean, so that the step is as long as without weights. */
  public double[][] normalized() {
    double[][] normalized = new double[weights.length][];
    for (int i = 0; i < weights.length; i++) {
      normalized[i] = weights[i].clone();
      for (int t = 0; t < normalized[i].length; t++) {
        normalized[i][t] /= mean == 0 ? 1 : mean;
      }
    }
    return normalized;
  }
}
