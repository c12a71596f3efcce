package dev.hone.learn.objective;

/**
 * What a teacher says of one place: its most likely tokens and their log-probabilities; what is
 * left of its mass counts as one further outcome.
 *
 * @param ids distinct
 */
public record TeacherTokens(int[] ids, double[] logProbs) {

  /** Least mass of an outcome, so that no logarithm is infinite. */
  static final double LEAST_MASS = 1e-12;

  public TeacherTokens {
    if (ids.length != logProbs.length || ids.length == 0) {
      throw new IllegalArgumentException(
          ids.length + " tokens but " + logProbs.length + " log-probabilities");
    }
  }

  /** From the engine's report. */
  public static TeacherTokens of(int[] ids, float[] logProbs) {
    double[] wide = new double[logProbs.length];
    for (int i = 0; i < wide.length; i++) {
      wide[i] = logProbs[i];
    }
    return new TeacherTokens(ids, wide);
  }

  /** Of all tokens of a vocabulary. */
  public static TeacherTokens full(double[] logProbs) {
    int[] ids = new int[logProbs.length];
    for (int v = 0; v < ids.length; v++) {
      ids[v] = v;
    }
    return new TeacherTokens(ids, logProbs);
  }

  /** The mass of the tokens that are not named. */
  double rest() {
    double named = 0;
    for (double logProb : logProbs) {
      named += Math.exp(logProb);
    }
    return Math.max(0, 1 - named);
  }
}
