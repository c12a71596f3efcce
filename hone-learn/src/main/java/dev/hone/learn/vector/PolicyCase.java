package dev.hone.learn.vector;

import dev.hone.learn.policy.PolicyBatch;

/** The batch of a policy-loss vector. */
final class PolicyCase {

  private PolicyCase() {}

  static PolicyBatch batch(CaseView view, double[][] mask) {
    Figures inputs = view.inputs();
    double[][] logProb = inputs.matrix("log_prob");
    String old = inputs.oneOf("old_log_prob", "prox_log_prob");
    String rollout = inputs.oneOf("rollout_log_prob", "behave_log_prob", "sampling_log_prob");
    String reference = inputs.oneOf("ref_log_prob", "base_log_prob");
    return new PolicyBatch(
        logProb,
        inputs.has(old) ? inputs.matrix(old) : logProb,
        advantages(inputs, logProb),
        mask,
        inputs.has(rollout) ? inputs.matrix(rollout) : PolicyBatch.absent(),
        inputs.has(reference) ? inputs.matrix(reference) : PolicyBatch.absent());
  }

  /** One for each token, or one for each sequence. */
  private static double[][] advantages(Figures inputs, double[][] like) {
    if (!inputs.tree("advantages").path(0).isNumber() || like.length == 1) {
      return inputs.matrix("advantages");
    }
    double[] perSequence = inputs.row("advantages");
    double[][] advantages = new double[like.length][];
    for (int i = 0; i < like.length; i++) {
      advantages[i] = new double[like[i].length];
      java.util.Arrays.fill(advantages[i], perSequence[i]);
    }
    return advantages;
  }
}
