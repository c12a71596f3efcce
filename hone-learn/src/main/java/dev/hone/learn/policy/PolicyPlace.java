package dev.hone.learn.policy;

/**
 * What was known of a token before the optimizer step; constants to the gradient. Log-probabilities
 * that a loss does not ask for may be NaN.
 *
 * @param oldLogProb under the weights at the start of the update (π_old, π_prox)
 * @param rolloutLogProb under the sampler's weights and kernels (π_rollout, π_behave)
 * @param referenceLogProb under the base (π_ref)
 * @param sequence what {@link PolicyLoss#sequence} said of the whole sequence
 */
public record PolicyPlace(
    double advantage,
    double oldLogProb,
    double rolloutLogProb,
    double referenceLogProb,
    SequenceFigure sequence) {

  /**
   * What the tokens of a sequence share.
   *
   * @param logRatio mean log-ratio as the loss defines it
   * @param advantage mean advantage
   * @param tokens that count
   */
  public record SequenceFigure(double logRatio, double advantage, double tokens) {

    /** For losses that look at nothing but the token. */
    static final SequenceFigure NONE = new SequenceFigure(0, 0, 1);
  }
}
