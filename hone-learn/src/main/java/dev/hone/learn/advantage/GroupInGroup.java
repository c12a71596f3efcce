package dev.hone.learn.advantage;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * GiGPO (Feng et al. 2025): A = A_episode + w·A_step. Episodes of a task are compared by their
 * summed reward, counted once each; steps that saw the same observation of the same task by their
 * discounted return. A step that nobody else shared gets 0. Source: learning.md §2.
 *
 * @param gamma of the return of a step
 * @param weight w
 * @param scale whether both are divided by their deviation
 */
public record GroupInGroup(double gamma, double weight, GroupRelative scale) {

  /** γ 0.95, w 1, not divided by the deviation. */
  public static GroupInGroup defaults() {
    return new GroupInGroup(0.95, 1, GroupRelative.withoutDeviation(GroupRelative.Alone.ZERO));
  }

  /** For each step. */
  public record Estimate(
      double[] stepReturns, double[] episode, double[] step, double[] advantages) {}

  /**
   * Of the steps of all episodes, those of one episode in their order.
   *
   * @param tasks of each step
   * @param trajectories of each step; unique over tasks
   * @param observations what each step saw
   */
  public Estimate of(
      double[] rewards, String[] tasks, String[] trajectories, String[] observations) {
    int steps = rewards.length;
    double[] returns = new double[steps];
    Map<String, Double> later = new LinkedHashMap<>();
    for (int s = steps - 1; s >= 0; s--) {
      returns[s] = rewards[s] + gamma * later.getOrDefault(trajectories[s], 0.0);
      later.put(trajectories[s], returns[s]);
    }
    double[] episode = episodes(rewards, tasks, trajectories);
    String[] anchors = new String[steps];
    for (int s = 0; s < steps; s++) {
      anchors[s] = tasks[s] + '\0' + observations[s];
    }
    double[] step = scale.of(returns, Groups.by(anchors));
    double[] advantages = new double[steps];
    Arrays.setAll(advantages, s -> episode[s] + weight * step[s]);
    return new Estimate(returns, episode, step, advantages);
  }

  private double[] episodes(double[] rewards, String[] tasks, String[] trajectories) {
    Groups byTrajectory = Groups.by(trajectories);
    int count = byTrajectory.members().size();
    double[] scores = new double[count];
    String[] taskOf = new String[count];
    for (int e = 0; e < count; e++) {
      int[] members = byTrajectory.members().get(e);
      taskOf[e] = tasks[members[0]];
      for (int s : members) {
        scores[e] += rewards[s];
      }
    }
    double[] relative = scale.of(scores, Groups.by(taskOf));
    double[] episode = new double[rewards.length];
    for (int e = 0; e < count; e++) {
      for (int s : byTrajectory.members().get(e)) {
        episode[s] = relative[e];
      }
    }
    return episode;
  }
}
