package dev.hone.learn.advantage;

import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * GAE over the steps of an agent: one step is one action, V is taken at its first token, its
 * advantage goes to all its tokens. Source: Agent-R1; learning.md §2.
 */
public record StepAdvantage(double gamma, double lambda) {

  private static final double EPSILON = 1e-8;

  /**
   * Advantages, returns and whitened advantages of the steps, in the order given.
   *
   * @param trajectory which one each step belongs to
   * @param index of the step in its trajectory
   */
  public Estimate of(double[] rewards, double[] values, String[] trajectory, double[] index) {
    double[] advantages = new double[rewards.length];
    double[] returns = new double[rewards.length];
    Integer[] latestFirst = IntStream.range(0, rewards.length).boxed().toArray(Integer[]::new);
    Arrays.sort(latestFirst, Comparator.comparingDouble((Integer s) -> index[s]).reversed());
    Map<String, double[]> after = new LinkedHashMap<>();
    for (int s : latestFirst) {
      double[] later = after.computeIfAbsent(trajectory[s], key -> new double[2]);
      later[0] = rewards[s] + gamma * later[1] - values[s] + gamma * lambda * later[0];
      later[1] = values[s];
      advantages[s] = later[0];
      returns[s] = later[0] + values[s];
    }
    double[][] one = {advantages};
    double[] whitened =
        new Whitening(Whitening.Denominator.SUM_OF_ROOT, EPSILON, 1, false)
            .of(one, Masked.all(one))[0];
    return new Estimate(advantages, returns, whitened);
  }

  /** For each step. */
  public record Estimate(double[] advantages, double[] returns, double[] whitened) {}
}
