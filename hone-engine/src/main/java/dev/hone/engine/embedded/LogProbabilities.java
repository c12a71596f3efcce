package dev.hone.engine.embedded;

/**
 * What the model itself says of the next token: the log-softmax of its raw logits at temperature 1,
 * before penalties, truncation and constraints. Summed in double precision.
 */
final class LogProbabilities {

  private LogProbabilities() {}

  /** log Σ exp(logits[offset .. offset + count)). */
  static double logSum(float[] logits, int offset, int count) {
    double max = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < count; i++) {
      max = Math.max(max, logits[offset + i]);
    }
    double sum = 0;
    for (int i = 0; i < count; i++) {
      sum += Math.exp(logits[offset + i] - max);
    }
    return max + Math.log(sum);
  }

  /** The {@code k} most likely tokens, best first; of equal ones the lower id comes first. */
  static int[] top(float[] logits, int offset, int count, int k) {
    int size = Math.min(k, count);
    int[] best = new int[size];
    int filled = 0;
    for (int id = 0; id < count; id++) {
      float value = logits[offset + id];
      if (filled == size && (size == 0 || value <= logits[offset + best[size - 1]])) {
        continue;
      }
      int at = filled < size ? filled++ : size - 1;
      while (at > 0 && value > logits[offset + best[at - 1]]) {
        best[at] = best[at - 1];
        at--;
      }
      best[at] = id;
    }
    return best;
  }
}
