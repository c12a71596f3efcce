package dev.hone.learn.policy;

import dev.hone.learn.objective.TokenValue;

/** A policy loss over a batch. Pure. */
public record PolicyObjective(PolicyLoss loss, Reduction reduction) {

  /**
   * Loss of the batch and its gradient with respect to every log-probability.
   *
   * @param gradient 0 where the mask is 0
   * @param tokenLoss of each token, before aggregation, wherever the mask is
   */
  public record Value(double loss, double[][] gradient, double[][] tokenLoss) {}

  /** Value and gradient at the batch's log-probabilities. */
  public Value of(PolicyBatch batch) {
    loss.check(batch);
    double[][] factors = reduction.factors(batch.mask());
    int rows = batch.logProb().length;
    double[][] gradient = new double[rows][];
    double[][] tokenLoss = new double[rows][];
    double total = 0;
    for (int i = 0; i < rows; i++) {
      int length = batch.logProb()[i].length;
      gradient[i] = new double[length];
      tokenLoss[i] = new double[length];
      PolicyPlace.SequenceFigure figure = loss.sequence(batch, i);
      for (int t = 0; t < length; t++) {
        TokenValue value = loss.at(batch.place(i, t, figure), batch.logProb()[i][t]);
        tokenLoss[i][t] = value.loss();
        // Where a token does not count nothing is read, not even to multiply it by 0: it may be
        // NaN.
        if (factors[i][t] != 0) {
          total += factors[i][t] * value.loss();
          gradient[i][t] = factors[i][t] * value.gradient();
        }
      }
    }
    return new Value(total, gradient, tokenLoss);
  }
}
