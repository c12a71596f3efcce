package dev.hone.learn.vector;

import dev.hone.core.engine.TrainingSequence;
import dev.hone.learn.policy.EngineLoss;
import dev.hone.learn.policy.PolicyBatch;
import dev.hone.learn.policy.PolicyObjective;
import java.util.Arrays;

/**
 * Runs an objective as the training engine does: float logits in, gradient with respect to the
 * logits out in float; and goes back from there to the gradient with respect to log-probabilities,
 * which vectors state. Checks on the way that every logit's gradient is that of a softmax.
 */
final class EnginePass {

  private static final int VOCABULARY = 5;
  private static final double NEAR_ZERO = -1e-5;
  private static final double TOLERANCE = 1e-4;

  private EnginePass() {}

  /**
   * Whether every log-probability that counts is one; some published cases use positive numbers.
   */
  static boolean canCarry(PolicyBatch batch) {
    for (int i = 0; i < batch.logProb().length; i++) {
      for (int t = 0; t < batch.logProb()[i].length; t++) {
        if (batch.mask()[i][t] != 0 && !(batch.logProb()[i][t] < NEAR_ZERO)) {
          return false;
        }
      }
    }
    return true;
  }

  static PolicyObjective.Value of(PolicyObjective objective, PolicyBatch batch) {
    int rows = batch.logProb().length;
    int[] from = new int[rows];
    Arrays.fill(from, 1);
    EngineLoss loss = new EngineLoss(objective, batch, from);
    double total = 0;
    double[][] gradient = new double[rows][];
    for (int i = 0; i < rows; i++) {
      int length = batch.logProb()[i].length;
      gradient[i] = new double[length];
      int[] tokens = new int[length + 1];
      boolean[] trained = new boolean[length + 1];
      for (int t = 0; t < length; t++) {
        tokens[t + 1] = (i + t) % VOCABULARY;
        trained[t + 1] = batch.mask()[i][t] != 0;
      }
      TrainingSequence sequence = new TrainingSequence(tokens, trained, i);
      for (int t = 0; t < length; t++) {
        if (trained[t + 1]) {
          float[] logits = logits(batch.logProb()[i][t], tokens[t + 1]);
          float[] slopes = new float[VOCABULARY];
          total += loss.at(sequence, t + 1, logits, slopes, 0, VOCABULARY);
          gradient[i][t] = back(slopes, batch.logProb()[i][t], tokens[t + 1]);
        }
      }
    }
    return new PolicyObjective.Value(total, gradient, new double[0][]);
  }

  private static float[] logits(double logProb, int token) {
    float[] logits = new float[VOCABULARY];
    double others = -Math.expm1(logProb) / (VOCABULARY - 1);
    Arrays.fill(logits, (float) Math.log(others));
    logits[token] = (float) logProb;
    return logits;
  }

  /** d/dz_token = g·(1 − p), d/dz_other = −g·p_other. */
  private static double back(float[] slopes, double logProb, int token) {
    double rest = -Math.expm1(logProb);
    double gradient = slopes[token] / rest;
    for (int v = 0; v < VOCABULARY; v++) {
      double want = -gradient * rest / (VOCABULARY - 1);
      if (v != token && Math.abs(slopes[v] - want) > TOLERANCE * Math.max(1, Math.abs(want))) {
        throw new VectorFault(
            "the gradient of logit "
                + v
                + " is "
                + slopes[v]
                + ", not "
                + want
                + " as a softmax's");
      }
    }
    return gradient;
  }
}
