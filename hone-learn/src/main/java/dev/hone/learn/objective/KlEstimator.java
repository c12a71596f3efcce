package dev.hone.learn.objective;

/**
 * Estimates KL(π ‖ π_ref) from one token sampled from π, with r = π/π_ref (Schulman). Source:
 * learning.md §2.
 */
public enum KlEstimator {
  /** log r. */
  K1,
  /** |log r|. */
  ABSOLUTE,
  /** ½ log² r. */
  K2,
  /** 1/r − 1 + log r. */
  K3,
  /** The value of k3 with the gradient of k2, whose expectation is KL's own. */
  K3_STRAIGHT_THROUGH,
  /** The value of k1 with the gradient of k2. */
  K1_STRAIGHT_THROUGH;

  /** The estimate and its gradient with respect to the token's log-probability under π. */
  public TokenValue at(double logProb, double referenceLogProb) {
    return held(logProb, referenceLogProb, PolicyClip.MAX_LOG_RATIO);
  }

  /** The same with the log-ratio held at another bound; infinity for none. */
  public TokenValue held(double logProb, double referenceLogProb, double mostLogRatio) {
    double raw = logProb - referenceLogProb;
    double log = Math.clamp(raw, -mostLogRatio, mostLogRatio);
    double inside = raw == log ? 1 : 0;
    return switch (this) {
      case K1 -> new TokenValue(log, inside);
      case ABSOLUTE -> new TokenValue(Math.abs(log), inside * Math.signum(log));
      case K2 -> new TokenValue(log * log / 2, inside * log);
      case K3 -> new TokenValue(Math.exp(-log) - 1 + log, inside * (1 - Math.exp(-log)));
      case K1_STRAIGHT_THROUGH -> new TokenValue(log, inside * log);
      case K3_STRAIGHT_THROUGH -> new TokenValue(Math.exp(-log) - 1 + log, inside * log);
    };
  }

  /** The same with value and gradient cut off at ±{@code most}, as some trainers do. */
  public TokenValue at(double logProb, double referenceLogProb, double most) {
    return within(at(logProb, referenceLogProb), most);
  }

  /** A value cut off at ±{@code most}, where its gradient is 0. */
  public static TokenValue within(TokenValue value, double most) {
    return Math.abs(value.loss()) <= most
        ? value
        : new TokenValue(Math.clamp(value.loss(), -most, most), 0);
  }
}
