package dev.hone.learn.policy;

import dev.hone.learn.objective.TokenValue;
import java.util.Set;

/**
 * A policy-gradient loss: value and gradient of each token as a function of its log-probability.
 * Immutable and pure.
 */
public sealed interface PolicyLoss
    permits ClippedLoss,
        SequenceClippedLoss,
        GeometricMeanLoss,
        CispoLoss,
        SoftGateLoss,
        DivergenceMaskLoss,
        DirectRewardLoss,
        ReinforceLoss,
        WeightedLoss,
        KlPenaltyLoss {

  /**
   * Loss of the token and its gradient.
   *
   * @param logProb under the weights being trained
   */
  TokenValue at(PolicyPlace place, double logProb);

  /**
   * What the loss must know of a whole sequence under the weights being trained; a constant to the
   * gradient of each token, as the formula's stop-gradient says.
   */
  default PolicyPlace.SequenceFigure sequence(PolicyBatch batch, int row) {
    return PolicyPlace.SequenceFigure.NONE;
  }

  /** Whether {@link #sequence} reads the log-probabilities being trained. */
  default boolean looksAtSequence() {
    return false;
  }

  /** Names of what a batch must carry beside log_prob, advantages and mask. */
  default Set<String> inputs() {
    return Set.of("old_log_prob");
  }

  /** Refuses a batch that lacks what the loss asks for. */
  default void check(PolicyBatch batch) {
    if (inputs().contains("rollout_log_prob") && batch.rolloutLogProb().length == 0) {
      throw new IllegalArgumentException(
          "this loss needs rollout_log_prob: keep the sampler's log-probabilities");
    }
    if (inputs().contains("ref_log_prob") && batch.referenceLogProb().length == 0) {
      throw new IllegalArgumentException(
          "this loss needs ref_log_prob: score the samples under the base");
    }
  }
}
