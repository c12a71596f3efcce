package dev.hone.learn.advantage;

/**
 * GAE (Schulman et al. 2016): δ_t = r_t + γ·V_{t+1} − V_t, A_t = δ_t + γλ·A_{t+1}, return = A + V.
 * Source: learning.md §2.
 *
 * @param gamma γ
 * @param lambda λ
 * @param mask what a token with mask 0 (an observation) means
 */
public record GeneralizedAdvantage(double gamma, double lambda, MaskMode mask) {

  /** Three conventions of public trainers; on multi-turn data they differ. */
  public enum MaskMode {
    /** Carry advantage and next value over it unchanged (verl). */
    SKIP,
    /** Treat it as any other token (SkyRL, TRL). */
    IGNORE,
    /** Its reward and value are 0, time passes (OpenRLHF). */
    ZERO
  }

  /** γ 1, λ 1, skip. */
  public static GeneralizedAdvantage defaults() {
    return new GeneralizedAdvantage(1, 1, MaskMode.SKIP);
  }

  /**
   * Advantages and returns.
   *
   * @param bootstrap V after the last token of a truncated episode; 0 if it ended
   */
  public Estimate of(double[][] rewards, double[][] values, double[][] counts, double bootstrap) {
    double[][] advantages = new double[rewards.length][];
    double[][] returns = new double[rewards.length][];
    for (int i = 0; i < rewards.length; i++) {
      advantages[i] = new double[rewards[i].length];
      returns[i] = new double[rewards[i].length];
      double next = bootstrap;
      double running = 0;
      for (int t = rewards[i].length - 1; t >= 0; t--) {
        boolean counted = counts[i][t] != 0;
        boolean zero = mask == MaskMode.ZERO && !counted;
        double reward = zero ? 0 : rewards[i][t];
        double value = zero ? 0 : values[i][t];
        if (counted || mask != MaskMode.SKIP) {
          running = reward + gamma * next - value + gamma * lambda * running;
          next = value;
        }
        advantages[i][t] = running;
        returns[i][t] = running + value;
      }
    }
    return new Estimate(advantages, returns);
  }

  /** What an estimator says of each token. */
  public record Estimate(double[][] advantages, double[][] returns) {}
}
