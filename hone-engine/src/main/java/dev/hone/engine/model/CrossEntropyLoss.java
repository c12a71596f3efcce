package dev.hone.engine.model;

import dev.hone.core.engine.TokenLoss;
import dev.hone.core.engine.TrainingSequence;
import dev.hone.engine.tensor.Kernels;
import dev.hone.engine.tensor.RowMath;

/**
 * Negative log-likelihood of the given tokens, times a weight: supervised learning. Vectorised, as
 * the softmax of every token is a good part of training a small model. Thread-safe.
 */
public final class CrossEntropyLoss implements TokenLoss {

  private final float weight;
  private final ThreadLocal<RowMath> rows = ThreadLocal.withInitial(() -> Kernels.create().rows());

  /**
   * Makes a loss.
   *
   * @param weight of one token, such as 1 over the tokens of the whole optimizer step
   */
  public CrossEntropyLoss(double weight) {
    this.weight = (float) weight;
  }

  @Override
  public double at(
      TrainingSequence sequence,
      int position,
      float[] logits,
      float[] gradient,
      int offset,
      int vocabulary) {
    RowMath math = rows.get();
    int token = sequence.tokens()[position];
    float top = math.max(logits, offset, vocabulary);
    float sum = math.exp(logits, offset, 1, top, gradient, offset, vocabulary);
    math.scale(weight / sum, gradient, offset, vocabulary);
    gradient[offset + token] -= weight;
    return weight * (Math.log(sum) + top - logits[offset + token]);
  }
}
