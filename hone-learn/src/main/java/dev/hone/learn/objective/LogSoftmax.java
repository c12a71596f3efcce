package dev.hone.learn.objective;

/** Log-probabilities of one row of logits, without a copy. Owned by one call. */
public final class LogSoftmax {

  private final float[] logits;
  private final int offset;
  private final int size;
  private final double logSum;

  /** Of {@code logits[offset .. offset + size)}, which must not change while this is used. */
  public LogSoftmax(float[] logits, int offset, int size) {
    this.logits = logits;
    this.offset = offset;
    this.size = size;
    double largest = Double.NEGATIVE_INFINITY;
    for (int v = 0; v < size; v++) {
      largest = Math.max(largest, logits[offset + v]);
    }
    double sum = 0;
    for (int v = 0; v < size; v++) {
      sum += Math.exp(logits[offset + v] - largest);
    }
    this.logSum = largest + Math.log(sum);
  }

  int size() {
    return size;
  }

  /** log π(token). */
  public double log(int token) {
    return logits[offset + token] - logSum;
  }

  double probability(int token) {
    return Math.exp(log(token));
  }

  /** Adds d/d logits of {@code factor · log π(token)}: factor·(1[v = token] − π(v)). */
  public void addGradientOfLog(int token, double factor, float[] gradient) {
    if (factor == 0) {
      return;
    }
    for (int v = 0; v < size; v++) {
      gradient[offset + v] -= (float) (factor * Math.exp(logits[offset + v] - logSum));
    }
    gradient[offset + token] += (float) factor;
  }

  /** Adds {@code value} at a token. */
  void add(int token, double value, float[] gradient) {
    gradient[offset + token] += (float) value;
  }
}
