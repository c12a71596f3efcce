package dev.hone.learn.trainer;

import dev.hone.learn.objective.SequenceLoss;

/**
 * One sequence ready to train on.
 *
 * @param promptIds what the student sees: without the lesson
 * @param responseIds whose tokens are trained
 * @param gap mean of log π_student − log π_teacher over the response, nats per token: how far a
 *     fresh answer is from the teacher; 0 for answers that are not the student's
 * @param surprise mean −log π_student over a fresh answer
 * @param length tokens of the whole answer; more than are trained if the teacher left it on the way
 * @param weight of its tokens beside those of others of its kind; 1 unless its user's part in a
 *     version that several share is bounded
 * @param broken the answer repeats one token, is empty or has no end
 */
record Exercise(
    int[] promptIds,
    int[] responseIds,
    SequenceLoss loss,
    double gap,
    double surprise,
    int length,
    double weight,
    boolean broken) {

  Exercise(
      int[] promptIds,
      int[] responseIds,
      SequenceLoss loss,
      double gap,
      double surprise,
      int length,
      boolean broken) {
    this(promptIds, responseIds, loss, gap, surprise, length, 1, broken);
  }

  Exercise weighted(double factor) {
    return factor == 1
        ? this
        : new Exercise(
            promptIds, responseIds, loss, gap, surprise, length, weight * factor, broken);
  }
}
