package dev.hone.learn.policy;

import dev.hone.core.engine.TokenLoss;
import dev.hone.core.engine.TrainingSequence;
import dev.hone.learn.objective.LogSoftmax;
import dev.hone.learn.objective.TokenValue;

/**
 * A policy objective as the training engine applies it: from float logits, gradient with respect to
 * the logits in float. Row i of the batch is the sequence with index i; its first column is the
 * token at {@code from[i]}. Immutable.
 *
 * <p>A loss that looks at the whole sequence (GSPO, GMPO) needs the batch's log-probabilities under
 * the weights as they are at this step: score first. Others never read them.
 */
public final class EngineLoss implements TokenLoss {

  private final PolicyLoss loss;
  private final PolicyBatch batch;
  private final double[][] factors;
  private final PolicyPlace.SequenceFigure[] figures;
  private final int[] from;

  /**
   * Prepares one optimizer step.
   *
   * @param from position of the first token of each row
   */
  public EngineLoss(PolicyObjective objective, PolicyBatch batch, int[] from) {
    objective.loss().check(batch);
    this.loss = objective.loss();
    this.batch = batch;
    this.factors = objective.reduction().factors(batch.mask());
    this.from = from.clone();
    this.figures = new PolicyPlace.SequenceFigure[from.length];
    for (int i = 0; i < from.length; i++) {
      figures[i] = loss.sequence(batch, i);
    }
  }

  @Override
  public double at(
      TrainingSequence sequence,
      int position,
      float[] logits,
      float[] gradient,
      int offset,
      int vocabulary) {
    int row = sequence.index();
    int token = position - from[row];
    double factor = factors[row][token];
    if (factor == 0) {
      return 0;
    }
    LogSoftmax policy = new LogSoftmax(logits, offset, vocabulary);
    int id = sequence.tokens()[position];
    TokenValue value = loss.at(batch.place(row, token, figures[row]), policy.log(id));
    policy.addGradientOfLog(id, factor * value.gradient(), gradient);
    return factor * value.loss();
  }
}
