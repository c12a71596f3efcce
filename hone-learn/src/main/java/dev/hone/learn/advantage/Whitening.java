package dev.hone.learn.advantage;

/**
 * Makes values of a batch comparable: mean 0 (or kept) and spread 1 over all tokens that count.
 *
 * @param denominator how the spread is kept from being 0
 * @param epsilon of the denominator
 * @param ddof 1: variance over n − 1; 0: over n
 * @param keepMean adds the mean back
 */
public record Whitening(Denominator denominator, double epsilon, int ddof, boolean keepMean) {

  /** The three forms in public code. */
  public enum Denominator {
    /** √(variance + ε): verl {@code masked_whiten}, TRL, SkyRL. */
    ROOT_OF_SUM,
    /** √max(variance, ε): OpenRLHF. */
    ROOT_OF_LARGER,
    /** √variance + ε: AReaL, Agent-R1. */
    SUM_OF_ROOT
  }

  /** verl's: n − 1, ε 1e-8 under the root. */
  public static Whitening defaults() {
    return new Whitening(Denominator.ROOT_OF_SUM, 1e-8, 1, false);
  }

  /** verl's with another ε. */
  public static Whitening withEpsilon(double epsilon) {
    return new Whitening(Denominator.ROOT_OF_SUM, epsilon, 1, false);
  }

  /** The whitened values; 0 where the mask is 0. */
  public double[][] of(double[][] values, double[][] mask) {
    double mean = Masked.mean(values, mask);
    double spread = spread(Masked.variance(values, mask, ddof));
    double[][] whitened = new double[values.length][];
    for (int i = 0; i < values.length; i++) {
      whitened[i] = new double[values[i].length];
      for (int t = 0; t < values[i].length; t++) {
        if (mask[i][t] != 0) {
          whitened[i][t] = (values[i][t] - mean) / spread + (keepMean ? mean : 0);
        }
      }
    }
    return whitened;
  }

  private double spread(double variance) {
    return switch (denominator) {
      case ROOT_OF_SUM -> Math.sqrt(variance + epsilon);
      case ROOT_OF_LARGER -> Math.sqrt(Math.max(variance, epsilon));
      case SUM_OF_ROOT -> Math.sqrt(variance) + epsilon;
    };
  }
}
