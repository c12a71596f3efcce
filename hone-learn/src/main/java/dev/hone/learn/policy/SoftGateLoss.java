package dev.hone.learn.policy;

import dev.hone.learn.objective.PolicyClip;
import dev.hone.learn.objective.TokenValue;

/**
 * SAPO (Gao et al. 2025): −A·(4/τ)·σ(τ(ρ − 1)): a gate that closes softly, with its own τ for
 * negative advantages. Source: AReaL, SkyRL; learning.md §2.
 *
 * @param positive τ where A &gt; 0
 * @param negative τ elsewhere
 */
public record SoftGateLoss(double positive, double negative) implements PolicyLoss {

  public SoftGateLoss {
    if (!(positive > 0) || !(negative > 0)) {
      throw new IllegalArgumentException(
          "tau_pos and tau_neg must be above 0: " + positive + ", " + negative);
    }
  }

  @Override
  public TokenValue at(PolicyPlace place, double logProb) {
    double logRatio = logProb - place.oldLogProb();
    double ratio = PolicyClip.ratio(logRatio);
    double tau = place.advantage() > 0 ? positive : negative;
    double gate = 1 / (1 + Math.exp(-tau * (ratio - 1)));
    double slope = Ratios.held(logRatio) ? 0 : 4 * gate * (1 - gate) * ratio;
    return new TokenValue(-place.advantage() * 4 / tau * gate, -place.advantage() * slope);
  }
}
