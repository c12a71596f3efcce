package dev.hone.learn.advantage;

import java.util.stream.IntStream;

/**
 * GRPO (Shao et al. 2024): (s − μ)/(σ + ε) in the group of a prompt's samples; without σ it is
 * Dr.GRPO's (Liu et al. 2025). Source: learning.md §2.
 *
 * @param scale what centred scores are divided by
 * @param ddof 1: σ over n − 1 (verl, TRL); 0: over n (rLLM)
 * @param epsilon 1e-6 verl, 1e-4 TRL, 1e-9 OpenRLHF, 1e-5 AReaL
 * @param alone what a group of one gets
 */
public record GroupRelative(Scale scale, int ddof, double epsilon, Alone alone) {

  /** What centred scores are divided by. */
  public enum Scale {
    GROUP,
    BATCH,
    NONE
  }

  /** What a group of one gets. */
  public enum Alone {
    /** Nothing to compare with: 0. */
    ZERO,
    /** Its score: mean 0, deviation 1 (verl). */
    SCORE
  }

  /** verl's. */
  public static GroupRelative defaults() {
    return new GroupRelative(Scale.GROUP, 1, 1e-6, Alone.SCORE);
  }

  /** Mean only. */
  public static GroupRelative withoutDeviation(Alone alone) {
    return new GroupRelative(Scale.NONE, 1, 0, alone);
  }

  /** An advantage for each sample. */
  public double[] of(double[] scores, Groups groups) {
    double[] advantages = new double[scores.length];
    double batch =
        Groups.deviation(scores, IntStream.range(0, scores.length).toArray(), ddof) + epsilon;
    for (int[] members : groups.members()) {
      boolean single = members.length == 1;
      double mean =
          !single ? Groups.mean(scores, members) : alone == Alone.SCORE ? 0 : scores[members[0]];
      double divisor =
          switch (scale) {
            case GROUP -> (single ? 1 : Groups.deviation(scores, members, ddof)) + epsilon;
            case BATCH -> batch;
            case NONE -> 1;
          };
      for (int i : members) {
        double centred = scores[i] - mean;
        advantages[i] = centred == 0 ? 0 : centred / divisor;
      }
    }
    return advantages;
  }
}
