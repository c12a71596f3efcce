package dev.hone.learn.selection;

/**
 * DART's number of rollouts of a task: N if its success rate is under the threshold, else
 * max(least, ⌊9/SR − 7⌋). Source: learning.md §4.
 */
public record RolloutNumber(int most, double threshold, int least) {

  /** 8, 0.6, 1. */
  public static RolloutNumber defaults() {
    return new RolloutNumber(8, 0.6, 1);
  }

  /** For a success rate from 0 to 1. */
  public int of(double successRate) {
    return successRate < threshold ? most : Math.max(least, (int) Math.floor(9 / successRate - 7));
  }
}
