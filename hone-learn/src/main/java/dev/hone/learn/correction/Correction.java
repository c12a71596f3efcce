package dev.hone.learn.correction;

import dev.hone.learn.advantage.Masked;

/**
 * What each token of a batch counts, given how trainer and sampler differ. Weights are constants to
 * the gradient; 0 where the mask is 0. Source: learning.md §2.
 */
public sealed interface Correction {

  /**
   * A weight for each token.
   *
   * @param logRatios log π_train/π_rollout
   * @param advantages of the tokens
   */
  double[][] weights(double[][] logRatios, double[][] advantages, double[][] mask);

  /** Every token counts 1. */
  record None() implements Correction {
    @Override
    public double[][] weights(double[][] logRatios, double[][] advantages, double[][] mask) {
      double[][] weights = new double[mask.length][];
      for (int i = 0; i < mask.length; i++) {
        weights[i] = mask[i].clone();
      }
      return weights;
    }
  }

  /** Each token by its own ratio. */
  record Tokens(TokenWeight rule) implements Correction {
    @Override
    public double[][] weights(double[][] logRatios, double[][] advantages, double[][] mask) {
      double[][] weights = new double[mask.length][];
      for (int i = 0; i < mask.length; i++) {
        weights[i] = new double[mask[i].length];
        for (int t = 0; t < mask[i].length; t++) {
          weights[i][t] = mask[i][t] == 0 ? 0 : mask[i][t] * rule.of(logRatios[i][t]);
        }
      }
      return weights;
    }
  }

  /** Each sequence by one ratio. */
  record Sequences(SequenceRatio ratio, TokenWeight rule) implements Correction {
    @Override
    public double[][] weights(double[][] logRatios, double[][] advantages, double[][] mask) {
      double[] perSequence = new double[mask.length];
      for (int i = 0; i < mask.length; i++) {
        perSequence[i] = rule.ofRatio(ratio.of(logRatios[i], mask[i]));
      }
      return Masked.broadcast(perSequence, mask);
    }
  }

  /** Sequences are kept or dropped. */
  record Kept(SequenceMask rule) implements Correction {
    @Override
    public double[][] weights(double[][] logRatios, double[][] advantages, double[][] mask) {
      return Masked.broadcast(rule.keep(logRatios, mask), mask);
    }
  }

  /** Bad answers that the policy has left behind are dropped. */
  record LeftBehind(double delta) implements Correction {
    @Override
    public double[][] weights(double[][] logRatios, double[][] advantages, double[][] mask) {
      double[] perSequence = new double[mask.length];
      for (int i = 0; i < mask.length; i++) {
        perSequence[i] = Masked.mean(advantages[i], mask[i]);
      }
      return Masked.broadcast(
          new SequenceMask.NotLeftBehind(perSequence, delta).keep(logRatios, mask), mask);
    }
  }

  /** Tokens or sequences that are too far apart are dropped. */
  record Rejected(Rejection rule) implements Correction {
    @Override
    public double[][] weights(double[][] logRatios, double[][] advantages, double[][] mask) {
      return rule.of(logRatios, mask);
    }
  }
}
