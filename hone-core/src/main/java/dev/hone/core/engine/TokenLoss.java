package dev.hone.core.engine;

/**
 * The loss of one predicted token, as a callback that writes the gradient with respect to the
 * logits. Every algorithm (supervised, clipped policy gradient, distillation, KL) is one of these.
 *
 * <p>Called from several threads at once, for different sequences; must not keep state of its own
 * that is not indexed by sequence. Scale (such as one over the token count of the whole optimizer
 * step) is the callback's business: losses and gradients are summed, never averaged.
 */
@FunctionalInterface
public interface TokenLoss {

  /**
   * Computes the loss of token {@code position} of a sequence.
   *
   * @param logits the model's logits for that token: {@code logits[offset .. offset + vocabulary)}
   * @param gradient where to write d loss / d logits, same offset; all zero on entry
   * @return the loss
   */
  double at(
      TrainingSequence sequence,
      int position,
      float[] logits,
      float[] gradient,
      int offset,
      int vocabulary);
}
