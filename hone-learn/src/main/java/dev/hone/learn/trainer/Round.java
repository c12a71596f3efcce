package dev.hone.learn.trainer;

import java.util.List;

/**
 * What was prepared for the optimizer steps until the next resampling.
 *
 * @param exercises for consolidation, in the order in which steps take them
 * @param gap mean distance of the student's fresh answers from the teacher, nats per token
 * @param surprise mean −log-probability of fresh answers
 * @param length mean tokens of a fresh answer
 * @param broken share of fresh answers that repeat one token, are empty or have no end
 * @param fresh how many fresh answers those figures are about
 */
record Round(
    List<Exercise> exercises,
    double gap,
    double surprise,
    double length,
    double broken,
    int fresh) {

  Round {
    exercises = List.copyOf(exercises);
  }

  static Round of(List<Exercise> exercises, List<Exercise> fresh) {
    int count = Math.max(1, fresh.size());
    double gap = 0;
    double surprise = 0;
    double length = 0;
    double broken = 0;
    for (Exercise one : fresh) {
      gap += one.gap();
      surprise += one.surprise();
      length += one.length();
      broken += one.broken() ? 1 : 0;
    }
    return new Round(
        exercises, gap / count, surprise / count, length / count, broken / count, fresh.size());
  }
}
