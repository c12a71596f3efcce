package dev.hone.learn.correction;

import dev.hone.learn.objective.PolicyClip;

/**
 * What a sample counts, by how its probability under the trainer differs from the sampler's: w =
 * π_train/π_rollout, held or dropped outside [lower, upper]. Constant to the gradient. Source:
 * learning.md §2.
 *
 * @param lower 0 for none
 * @param upper infinity for none
 * @param outside what happens to a weight beyond
 */
public record TokenWeight(double lower, double upper, Outside outside) {

  /** What happens to a weight out of bounds. */
  public enum Outside {
    /**
     * Held at the bound: truncated importance sampling (verl, slime: above only; OpenRLHF: both).
     */
    CLAMP,
    /** Weight 0: IcePop, TRL's sequence mask, AReaL's cap. */
    DROP
  }

  public TokenWeight {
    if (lower < 0 || !(upper > lower)) {
      throw new IllegalArgumentException(
          "weights need 0 <= lower < upper, but are " + lower + ", " + upper);
    }
  }

  /** min(w, cap). */
  public static TokenWeight truncated(double cap) {
    return new TokenWeight(0, cap, Outside.CLAMP);
  }

  /** w itself. */
  public static TokenWeight unbounded() {
    return new TokenWeight(0, Double.POSITIVE_INFINITY, Outside.CLAMP);
  }

  /** Of a log-ratio, of a token or summed over a sequence. */
  public double of(double logRatio) {
    return ofRatio(PolicyClip.ratio(logRatio));
  }

  /** Of a ratio. */
  public double ofRatio(double ratio) {
    return switch (outside) {
      case CLAMP -> Math.clamp(ratio, lower, upper);
      case DROP -> isOutside(ratio) ? 0 : ratio;
    };
  }

  /** Whether a ratio is beyond a bound. */
  public boolean isOutside(double ratio) {
    return ratio < lower || ratio > upper;
  }
}
