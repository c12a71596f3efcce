package dev.hone.learn.policy;

import dev.hone.learn.objective.PolicyClip;
import dev.hone.learn.objective.TokenValue;
import java.util.Set;

/**
 * CISPO (MiniMax 2025): −sg[clip(ρ, low, high)]·A·log π: the weight is clipped, the gradient never.
 * Source: learning.md §2.
 *
 * @param low lowest weight (MiniMax and slime: 0)
 * @param high highest weight
 * @param rolloutAnchor ρ against the sampler instead of π_old (SkyRL)
 */
public record CispoLoss(double low, double high, boolean rolloutAnchor) implements PolicyLoss {

  public CispoLoss {
    if (low < 0 || high <= low) {
      throw new IllegalArgumentException("CISPO needs 0 <= low < high: " + low + ", " + high);
    }
  }

  /** The weight of a token. */
  public double weight(PolicyPlace place, double logProb) {
    return Math.clamp(ratio(place, logProb), low, high);
  }

  /** Whether the weight is held at a bound. */
  public boolean clips(PolicyPlace place, double logProb) {
    double ratio = ratio(place, logProb);
    return ratio < low || ratio > high;
  }

  private double ratio(PolicyPlace place, double logProb) {
    return PolicyClip.ratio(
        logProb - (rolloutAnchor ? place.rolloutLogProb() : place.oldLogProb()));
  }

  @Override
  public TokenValue at(PolicyPlace place, double logProb) {
    double slope = -weight(place, logProb) * place.advantage();
    return new TokenValue(slope * logProb, slope);
  }

  @Override
  public Set<String> inputs() {
    return rolloutAnchor ? Set.of("rollout_log_prob") : Set.of("old_log_prob");
  }
}
