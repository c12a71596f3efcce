package dev.hone.learn.advantage;

/**
 * Discounted sums of what is still to come, as REINFORCE++ (Hu 2025) and ReMax (Li et al. 2024) use
 * them: R_t = r_t + γ·R_{t+1}. Source: learning.md §2.
 *
 * @param gamma γ
 * @param mask what an observation token does to the sum
 */
public record Returns(double gamma, MaskMode mask) {

  /** What a token with mask 0 does. */
  public enum MaskMode {
    /** The sum is set to 0 before it: loses the reward of later turns (verl, SkyRL). */
    RESET,
    /** The sum is carried over it unchanged. */
    SKIP,
    /** It is a token as any other (slime). */
    IGNORE,
    /** Its reward is 0, time passes. */
    ZERO
  }

  /** R_t for each token. */
  public double[][] of(double[][] rewards, double[][] counts) {
    double[][] returns = new double[rewards.length][];
    for (int i = 0; i < rewards.length; i++) {
      returns[i] = new double[rewards[i].length];
      double running = 0;
      for (int t = rewards[i].length - 1; t >= 0; t--) {
        boolean counted = counts[i][t] != 0;
        switch (mask) {
          case RESET -> {
            returns[i][t] = rewards[i][t] + gamma * running;
            running = counted ? returns[i][t] : 0;
          }
          case SKIP -> {
            running = counted ? rewards[i][t] + gamma * running : running;
            returns[i][t] = running;
          }
          case IGNORE -> {
            running = rewards[i][t] + gamma * running;
            returns[i][t] = running;
          }
          case ZERO -> {
            running = (counted ? rewards[i][t] : 0) + gamma * running;
            returns[i][t] = running;
          }
        }
      }
    }
    return returns;
  }

  /** ReMax: the undiscounted sum over tokens that count, 0 elsewhere. */
  public static double[][] toGo(double[][] rewards, double[][] counts) {
    double[][] returns = new Returns(1, MaskMode.ZERO).of(rewards, counts);
    return clear(returns, counts);
  }

  /** ReMax: return − reward of the greedy answer. */
  public static double[][] overGreedy(
      double[][] rewards, double[] greedyRewards, double[][] counts) {
    double[][] advantages = toGo(rewards, counts);
    for (int i = 0; i < advantages.length; i++) {
      for (int t = 0; t < advantages[i].length; t++) {
        advantages[i][t] -= counts[i][t] != 0 ? greedyRewards[i] : 0;
      }
    }
    return advantages;
  }

  /**
   * KL in the reward: −coefficient·KL at each token that counts, and the score at the last of them.
   */
  public static double[][] rewards(
      double[] scores, double[][] kl, double[][] counts, double coefficient) {
    double[][] rewards = new double[kl.length][];
    for (int i = 0; i < kl.length; i++) {
      rewards[i] = new double[kl[i].length];
      int last = -1;
      for (int t = 0; t < kl[i].length; t++) {
        if (counts[i][t] != 0) {
          rewards[i][t] = -coefficient * kl[i][t];
          last = t;
        }
      }
      if (last >= 0) {
        rewards[i][last] += scores[i];
      }
    }
    return rewards;
  }

  private static double[][] clear(double[][] values, double[][] counts) {
    for (int i = 0; i < values.length; i++) {
      for (int t = 0; t < values[i].length; t++) {
        if (counts[i][t] == 0) {
          values[i][t] = 0;
        }
      }
    }
    return values;
  }
}
