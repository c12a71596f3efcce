package dev.hone.learn.correction;

import dev.hone.learn.advantage.Masked;
import dev.hone.learn.objective.PolicyClip;

/** One ratio π_train/π_rollout for a whole sequence. Source: learning.md §2. */
public enum SequenceRatio {
  /** exp(Σ log-ratio). */
  PRODUCT,
  /** exp(mean log-ratio). */
  GEOMETRIC;

  /** Of the tokens that count. */
  public double of(double[] logRatios, double[] mask) {
    return PolicyClip.ratio(
        switch (this) {
          case PRODUCT -> Masked.sum(logRatios, mask);
          case GEOMETRIC -> Masked.mean(logRatios, mask);
        });
  }
}
