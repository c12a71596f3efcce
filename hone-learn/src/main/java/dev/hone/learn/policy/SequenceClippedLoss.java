package dev.hone.learn.policy;

import dev.hone.learn.objective.PolicyClip;
import dev.hone.learn.objective.TokenValue;

/**
 * GSPO (Zheng et al. 2025): the ratio of every token is its sequence's geometric mean, s_t =
 * sg[s]·π_t/sg[π_t] with s = exp(mean log π/π_old), then PPO's clip. Source: learning.md §2.
 */
public record SequenceClippedLoss(PolicyClip clip) implements PolicyLoss {

  @Override
  public PolicyPlace.SequenceFigure sequence(PolicyBatch batch, int row) {
    return Ratios.mean(batch, row);
  }

  @Override
  public boolean looksAtSequence() {
    return true;
  }

  @Override
  public TokenValue at(PolicyPlace place, double logProb) {
    return clip.at(place.sequence().logRatio(), 0, place.advantage());
  }
}
