package dev.hone.learn.policy;

import dev.hone.learn.objective.PolicyClip;
import dev.hone.learn.objective.TokenValue;

/**
 * DPPO: −ρ·A, but 0 for a token that moves further in the direction of its advantage when its
 * two-outcome divergence (this token or any other) from the sampler is already above δ. Source:
 * SkyRL {@code dppo}; learning.md §2.
 *
 * @param low δ where A &lt; 0
 * @param high δ where A &gt; 0
 * @param rolloutAnchor divergence from the sampler instead of π_old
 */
public record DivergenceMaskLoss(
    Divergence divergence, double low, double high, boolean rolloutAnchor) implements PolicyLoss {

  /** Between two coins. */
  public enum Divergence {
    /** |p − q|. */
    TOTAL_VARIATION,
    /** p·log(p/q) + (1 − p)·log((1 − p)/(1 − q)), p the sampler's. */
    KULLBACK_LEIBLER
  }

  /** Keeps a certain token's complement away from 0. */
  private static final double LEAST = 1e-12;

  /** Whether the token's loss counts. */
  public boolean keeps(PolicyPlace place, double logProb) {
    double anchor = rolloutAnchor ? place.rolloutLogProb() : place.oldLogProb();
    double p = Math.exp(anchor);
    double q = Math.exp(logProb);
    double distance =
        switch (divergence) {
          case TOTAL_VARIATION -> Math.abs(p - q);
          case KULLBACK_LEIBLER ->
              p * (anchor - logProb)
                  + (1 - p) * Math.log(Math.max(1 - p, LEAST) / Math.max(1 - q, LEAST));
        };
    boolean further =
        place.advantage() > 0
            ? q > p && distance > high
            : place.advantage() < 0 && q < p && distance > low;
    return !further;
  }

  @Override
  public TokenValue at(PolicyPlace place, double logProb) {
    if (!keeps(place, logProb)) {
      return new TokenValue(0, 0);
    }
    double logRatio = logProb - place.oldLogProb();
    double loss = -place.advantage() * PolicyClip.ratio(logRatio);
    return new TokenValue(loss, Ratios.held(logRatio) ? 0 : loss);
  }
}
