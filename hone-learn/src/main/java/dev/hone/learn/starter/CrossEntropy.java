package dev.hone.learn.starter;

import dev.hone.core.engine.TokenLoss;
import dev.hone.core.engine.TrainingSequence;

/**
 * Negative log-likelihood of the given tokens, times a weight. Thread-safe.
 *
 * @param weight of one token, such as 1 over the trained tokens of the whole optimizer step
 */
public record CrossEntropy(double weight) implements TokenLoss {

  @Override
  public double at(
      TrainingSequence sequence,
      int position,
      float[] logits,
      float[] gradient,
      int offset,
      int vocabulary) {
    float most = logits[offset];
    for (int i = 1; i < vocabulary; i++) {
      most = Math.max(most, logits[offset + i]);
    }
    double sum = 0;
    for (int i = 0; i < vocabulary; i++) {
      float exp = (float) Math.exp(logits[offset + i] - most);
      gradient[offset + i] = exp;
      sum += exp;
    }
    float scale = (float) (weight / sum);
    for (int i = 0; i < vocabulary; i++) {
      gradient[offset + i] *= scale;
    }
    int token = sequence.tokens()[position];
    gradient[offset + token] -= (float) weight;
    return weight * (Math.log(sum) + most - logits[offset + token]);
  }
}
