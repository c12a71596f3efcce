package dev.hone.learn.advantage;

import java.util.Arrays;

/** Estimators that subtract something else than the group's mean, or weigh it otherwise. */
public sealed interface GroupBaseline {

  /** An advantage for each sample. */
  double[] of(double[] scores, Groups groups);

  /**
   * RLOO (Ahmadian et al. 2024): s − mean of the others = n/(n − 1)·(s − μ). Source: learning.md
   * §2.
   *
   * @param alone what a group of one gets
   */
  record LeaveOneOut(GroupRelative.Alone alone) implements GroupBaseline {
    @Override
    public double[] of(double[] scores, Groups groups) {
      double[] advantages = new double[scores.length];
      for (int[] members : groups.members()) {
        int n = members.length;
        double mean = Groups.mean(scores, members);
        for (int i : members) {
          advantages[i] =
              n > 1
                  ? (scores[i] - mean) * n / (n - 1)
                  : alone == GroupRelative.Alone.SCORE ? scores[i] : 0;
        }
      }
      return advantages;
    }
  }

  /** MaxRL: (s − μ)/(μ + ε). Source: SkyRL. */
  record MaximumLikelihood(double epsilon) implements GroupBaseline {
    @Override
    public double[] of(double[] scores, Groups groups) {
      double[] advantages = new double[scores.length];
      for (int[] members : groups.members()) {
        double mean = Groups.mean(scores, members);
        for (int i : members) {
          double centred = scores[i] - mean;
          advantages[i] = centred == 0 ? 0 : centred / (mean + epsilon);
        }
      }
      return advantages;
    }
  }

  /**
   * Pass@k: only the best of a group is credited, with what it is better than the second: (max −
   * second)/(σ + ε). A group of one gets 0. Source: verl {@code grpo_passk}.
   */
  record PassAtK(boolean deviation, int ddof, double epsilon) implements GroupBaseline {
    @Override
    public double[] of(double[] scores, Groups groups) {
      double[] advantages = new double[scores.length];
      for (int[] members : groups.members()) {
        if (members.length < 2) {
          continue;
        }
        int best = members[0];
        for (int i : members) {
          best = scores[i] > scores[best] ? i : best;
        }
        double second = Double.NEGATIVE_INFINITY;
        for (int i : members) {
          second = i == best ? second : Math.max(second, scores[i]);
        }
        double lead = scores[best] - second;
        advantages[best] =
            lead == 0 || !deviation
                ? lead
                : lead / (Groups.deviation(scores, members, ddof) + epsilon);
      }
      return advantages;
    }
  }

  /**
   * OPO (Hao et al. 2025): s − Σ L·s / Σ L, the baseline of least variance if gradients grow with
   * length.
   *
   * @param lengths tokens of each sample
   */
  record LengthWeighted(double[] lengths) implements GroupBaseline {

    /** The baseline of each group, in their order. */
    public double[] baselines(double[] scores, Groups groups) {
      return groups.members().stream().mapToDouble(members -> baseline(scores, members)).toArray();
    }

    private double baseline(double[] scores, int[] members) {
      double weighted = 0;
      double length = 0;
      for (int i : members) {
        weighted += lengths[i] * scores[i];
        length += lengths[i];
      }
      return length == 0 ? 0 : weighted / length;
    }

    @Override
    public double[] of(double[] scores, Groups groups) {
      double[] advantages = new double[scores.length];
      for (int[] members : groups.members()) {
        double baseline = baseline(scores, members);
        for (int i : members) {
          advantages[i] = scores[i] - baseline;
        }
      }
      return advantages;
    }
  }

  /**
   * GPG (Chu et al. 2025): α·(s − μ)/f with α = batch / count of scores that are not 0; a group of
   * one has μ = 0.
   *
   * @param norm f
   */
  record GroupPolicyGradient(double norm) implements GroupBaseline {

    /** α. */
    public double alpha(double[] scores) {
      return scores.length / Math.max(1.0, Arrays.stream(scores).filter(s -> s != 0).count());
    }

    @Override
    public double[] of(double[] scores, Groups groups) {
      double alpha = alpha(scores);
      double[] centred =
          GroupRelative.withoutDeviation(GroupRelative.Alone.SCORE).of(scores, groups);
      return Arrays.stream(centred).map(a -> alpha * a / norm).toArray();
    }
  }
}
