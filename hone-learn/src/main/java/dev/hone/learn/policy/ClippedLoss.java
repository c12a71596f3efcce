package dev.hone.learn.policy;

import dev.hone.learn.objective.PolicyClip;
import dev.hone.learn.objective.TokenValue;

/**
 * PPO's clipped loss (Schulman et al. 2017) with the knobs that gave it other names: ε_high above ε
 * is DAPO's clip-higher; c is the dual clip (Ye et al. 2020); δ is TRL's two-sided clip,
 * −min(min(ρ, δ)·A, clip(ρ)·A). Source: learning.md §2.
 *
 * @param clip ε, ε_high and c
 * @param delta largest ratio of the unclipped branch; 0 for none
 */
public record ClippedLoss(PolicyClip clip, double delta) implements PolicyLoss {

  public ClippedLoss {
    if (delta != 0 && delta <= 1) {
      throw new IllegalArgumentException("delta is 0 (off) or above 1, but is " + delta);
    }
  }

  public ClippedLoss(PolicyClip clip) {
    this(clip, 0);
  }

  @Override
  public TokenValue at(PolicyPlace place, double logProb) {
    TokenValue value = clip.at(logProb, place.oldLogProb(), place.advantage());
    if (delta == 0) {
      return value;
    }
    double logRatio = logProb - place.oldLogProb();
    if (PolicyClip.ratio(logRatio) <= delta) {
      return value;
    }
    // Above δ: the unclipped branch is the constant −δA, the clipped one is a constant already.
    double top = Math.clamp(delta, 1 - clip.low(), 1 + clip.high());
    double plain = -place.advantage() * delta;
    double limit = -place.advantage() * top;
    return new TokenValue(Math.max(plain, limit), 0);
  }
}
