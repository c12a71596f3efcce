package dev.hone.learn.policy;

import dev.hone.learn.objective.PolicyClip;

/** π/π_old of a token or a sequence. */
final class Ratios {

  private Ratios() {}

  /** Whether the log-ratio is held at ±20, where its gradient is 0. */
  static boolean held(double logRatio) {
    return Math.abs(logRatio) > PolicyClip.MAX_LOG_RATIO;
  }

  /** The mean log-ratio, mean advantage and count over the tokens of a row that count. */
  static PolicyPlace.SequenceFigure mean(PolicyBatch batch, int row) {
    double count = 0;
    double logRatio = 0;
    double advantage = 0;
    double[] mask = batch.mask()[row];
    for (int t = 0; t < mask.length; t++) {
      if (mask[t] != 0) {
        count += mask[t];
        logRatio += mask[t] * (batch.logProb()[row][t] - batch.oldLogProb()[row][t]);
        advantage += mask[t] * batch.advantages()[row][t];
      }
    }
    double divisor = Math.max(1, count);
    return new PolicyPlace.SequenceFigure(logRatio / divisor, advantage / divisor, count);
  }
}
