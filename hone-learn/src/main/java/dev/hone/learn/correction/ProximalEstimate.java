package dev.hone.learn.correction;

/**
 * log π_prox without a forward pass, between the behaviour policy and the present one, by versions:
 * α = (v − 1 − v_b)/(v − v_b) in [0, 1]; 0 for tokens that no version made (v_b &lt; 0). Source:
 * AReaL {@code prox_approx}; learning.md §2.
 */
public enum ProximalEstimate {
  /** log π_b + α·(log π_θ − log π_b). */
  LOG_LINEAR,
  /** log((1 − α)·π_b + α·π_θ). */
  LINEAR;

  /** α. */
  public static double share(double behaviorVersion, double currentVersion) {
    double distance = currentVersion - behaviorVersion;
    return behaviorVersion < 0 || distance <= 0
        ? 0
        : Math.clamp((distance - 1) / distance, 0.0, 1.0);
  }

  /** The estimate for one token. */
  public double of(
      double behaviorLogProb, double logProb, double behaviorVersion, double currentVersion) {
    double share = share(behaviorVersion, currentVersion);
    if (share == 0) {
      return behaviorLogProb;
    }
    return switch (this) {
      case LOG_LINEAR -> behaviorLogProb + share * (logProb - behaviorLogProb);
      case LINEAR -> Math.log((1 - share) * Math.exp(behaviorLogProb) + share * Math.exp(logProb));
    };
  }
}
