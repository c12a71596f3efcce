package dev.hone.learn.objective;

import java.util.List;

/**
 * The loss of one sequence's tokens. Immutable, so that threads may share it.
 *
 * <p>Built for one optimizer step from what was known before it: old log-probabilities, the
 * teacher's words, weights.
 */
public sealed interface SequenceLoss
    permits SequenceLoss.Reward,
        SequenceLoss.Each,
        SequenceLoss.Distil,
        SequenceLoss.TopK,
        SequenceLoss.Sum {

  /**
   * The loss of the token at {@code position}; adds {@code factor} times its gradient.
   *
   * @return the loss, not multiplied by the factor
   */
  double at(int position, int token, LogSoftmax student, double factor, float[] gradient);

  /**
   * Binary reward: A = reward for every token of the response, clipped policy loss, truncated
   * importance weight, and k3 against the base.
   *
   * @param from position of the first token of the response
   * @param oldLogProbs under the weights at the start of the update, for each response token
   * @param weights truncated π_old/π_rollout for each response token
   * @param base log-probabilities under the base, or an empty array for no KL term
   * @param klWeight of the KL term
   */
  record Reward(
      int from,
      double reward,
      double[] oldLogProbs,
      double[] weights,
      double[] base,
      double klWeight,
      PolicyClip clip)
      implements SequenceLoss {

    @Override
    public double at(int position, int token, LogSoftmax student, double factor, float[] gradient) {
      int i = position - from;
      double logProb = student.log(token);
      TokenValue value = clip.at(logProb, oldLogProbs[i], reward).times(weights[i]);
      if (base.length > 0) {
        TokenValue kl = KlEstimator.K3.at(logProb, base[i]).times(klWeight);
        value = new TokenValue(value.loss() + kl.loss(), value.gradient() + kl.gradient());
      }
      student.addGradientOfLog(token, factor * value.gradient(), gradient);
      return value.loss();
    }
  }

  /**
   * Any loss of the sampled tokens, each for itself.
   *
   * @param from position of the first token of the response
   * @param tokens for each response token, all that is constant bound
   */
  record Each(int from, List<TokenFunction> tokens) implements SequenceLoss {

    public Each {
      tokens = List.copyOf(tokens);
    }

    @Override
    public double at(int position, int token, LogSoftmax student, double factor, float[] gradient) {
      TokenValue value = tokens.get(position - from).at(student.log(token));
      student.addGradientOfLog(token, factor * value.gradient(), gradient);
      return value.loss();
    }
  }

  /** The loss of one token as a function of its log-probability. Pure. */
  @FunctionalInterface
  interface TokenFunction {
    TokenValue at(double logProb);
  }

  /**
   * Towards a teacher's distribution.
   *
   * @param from position of the first token of the response
   * @param teacher for each response token
   */
  record Distil(int from, TeacherTokens[] teacher, Distillation divergence)
      implements SequenceLoss {

    @Override
    public double at(int position, int token, LogSoftmax student, double factor, float[] gradient) {
      return divergence.at(teacher[position - from], student, factor, gradient);
    }
  }

  /**
   * {@link TopKAdvantage} over the student's own likeliest tokens.
   *
   * @param ids S for each response token
   * @param oldLogProbs of S under the student at the start of the update
   * @param advantages from {@link TopKAdvantage#advantages}
   */
  record TopK(
      int from, int[][] ids, double[][] oldLogProbs, double[][] advantages, TopKAdvantage formula)
      implements SequenceLoss {

    @Override
    public double at(int position, int token, LogSoftmax student, double factor, float[] gradient) {
      int i = position - from;
      return formula.at(ids[i], oldLogProbs[i], advantages[i], student, factor, gradient);
    }
  }

  /** w₁·L₁ + w₂·L₂: the combined objective where a step has both. */
  record Sum(SequenceLoss first, double firstWeight, SequenceLoss second, double secondWeight)
      implements SequenceLoss {

    @Override
    public double at(int position, int token, LogSoftmax student, double factor, float[] gradient) {
      return firstWeight * first.at(position, token, student, factor * firstWeight, gradient)
          + secondWeight * second.at(position, token, student, factor * secondWeight, gradient);
    }
  }
}
