package dev.hone.learn.objective;

/** Entropy of a distribution given by logits, in nats: H = logsumexp(z) − Σ p·z. */
public final class Entropy {

  private Entropy() {}

  /** Entropy and its gradient: dH/dz_j = −p_j·(log p_j + H). */
  public static VocabularyDivergence.Value of(double[] logits) {
    double[] logProbs = VocabularyDivergence.logSoftmax(logits, 1);
    double entropy = 0;
    for (double logProb : logProbs) {
      entropy -= Math.exp(logProb) * logProb;
    }
    double[] gradient = new double[logits.length];
    for (int v = 0; v < logits.length; v++) {
      gradient[v] = -Math.exp(logProbs[v]) * (logProbs[v] + entropy);
    }
    return new VocabularyDivergence.Value(entropy, gradient);
  }
}
