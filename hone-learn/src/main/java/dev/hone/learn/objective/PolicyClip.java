package dev.hone.learn.objective;

/**
 * The clipped policy loss of PPO for one token: max(−ρA, −clip(ρ, 1−ε, 1+ε')·A) with ρ = π/π_old;
 * with dual clip, for A &lt; 0, at most −cA. Source: learning.md §2; ε' 0.28 is DAPO's and
 * OpenClaw-RL's.
 *
 * @param low ε below
 * @param high ε' above
 * @param dual c, or 0 for no dual clip
 */
public record PolicyClip(double low, double high, double dual) {

  /** Log-ratios are held here before exp; a ratio beyond says only that something broke. */
  public static final double MAX_LOG_RATIO = 20;

  public PolicyClip {
    if (low <= 0 || low >= 1 || high <= 0 || (dual != 0 && dual <= 1)) {
      throw new IllegalArgumentException(
          "clip needs 0 < low < 1, high > 0, and dual 0 (off) or above 1");
    }
  }

  /** 0.2 / 0.28, no dual clip. */
  public static PolicyClip defaults() {
    return new PolicyClip(0.2, 0.28, 0);
  }

  /**
   * The loss of a token.
   *
   * @param logProb under the weights being trained
   * @param oldLogProb under the weights the update began with
   */
  public TokenValue at(double logProb, double oldLogProb, double advantage) {
    double logRatio = logProb - oldLogProb;
    boolean held = Math.abs(logRatio) > MAX_LOG_RATIO;
    double ratio = ratio(logRatio);
    double plain = -advantage * ratio;
    double slope = held ? 0 : plain;
    boolean clipped = ratio < 1 - low || ratio > 1 + high;
    double limit = -advantage * Math.clamp(ratio, 1 - low, 1 + high);
    TokenValue value =
        larger(new TokenValue(plain, slope), new TokenValue(limit, clipped ? 0 : slope));
    if (dual > 0 && advantage < 0 && -dual * advantage < value.loss()) {
      return new TokenValue(-dual * advantage, 0);
    }
    return value;
  }

  /** The larger; of equals, the mean of both gradients. */
  private static TokenValue larger(TokenValue one, TokenValue other) {
    if (one.loss() == other.loss()) {
      return new TokenValue(one.loss(), (one.gradient() + other.gradient()) / 2);
    }
    return one.loss() > other.loss() ? one : other;
  }

  /** exp of the log-ratio, held at ±{@link #MAX_LOG_RATIO}. */
  public static double ratio(double logRatio) {
    return Math.exp(Math.clamp(logRatio, -MAX_LOG_RATIO, MAX_LOG_RATIO));
  }
}
