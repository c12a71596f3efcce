package dev.hone.learn.advantage;

/**
 * Moments and whitening over the tokens that count. A value where the mask is 0 is never read, so
 * that NaN or infinity there cannot leak. Shapes: rows are sequences, columns tokens.
 */
public final class Masked {

  private Masked() {}

  /** How many tokens count. */
  public static double count(double[][] mask) {
    double count = 0;
    for (double[] row : mask) {
      count += count(row);
    }
    return count;
  }

  /** How many tokens of one sequence count. */
  public static double count(double[] mask) {
    double count = 0;
    for (double m : mask) {
      count += m;
    }
    return count;
  }

  /** Σ m·x. */
  public static double sum(double[] values, double[] mask) {
    double sum = 0;
    for (int t = 0; t < values.length; t++) {
      if (mask[t] != 0) {
        sum += mask[t] * values[t];
      }
    }
    return sum;
  }

  /** Σ m·x. */
  public static double sum(double[][] values, double[][] mask) {
    double sum = 0;
    for (int i = 0; i < values.length; i++) {
      sum += sum(values[i], mask[i]);
    }
    return sum;
  }

  /** Σ m·x / Σ m; 0 where nothing counts. */
  public static double mean(double[][] values, double[][] mask) {
    double count = count(mask);
    return count == 0 ? 0 : sum(values, mask) / count;
  }

  /** The same of one sequence. */
  public static double mean(double[] values, double[] mask) {
    double count = count(mask);
    return count == 0 ? 0 : sum(values, mask) / count;
  }

  /** Σ m·(x − mean)² / (Σ m − ddof); 0 where that is not defined. */
  public static double variance(double[][] values, double[][] mask, int ddof) {
    double mean = mean(values, mask);
    double sum = 0;
    for (int i = 0; i < values.length; i++) {
      for (int t = 0; t < values[i].length; t++) {
        if (mask[i][t] != 0) {
          sum += mask[i][t] * (values[i][t] - mean) * (values[i][t] - mean);
        }
      }
    }
    double degrees = count(mask) - ddof;
    return degrees <= 0 ? 0 : sum / degrees;
  }

  /** All ones, in the shape of the values. */
  public static double[][] all(double[][] values) {
    double[][] mask = new double[values.length][];
    for (int i = 0; i < values.length; i++) {
      mask[i] = new double[values[i].length];
      java.util.Arrays.fill(mask[i], 1);
    }
    return mask;
  }

  /** One value for every token of a sequence that counts, 0 elsewhere. */
  public static double[][] broadcast(double[] perSequence, double[][] mask) {
    double[][] values = new double[mask.length][];
    for (int i = 0; i < mask.length; i++) {
      values[i] = new double[mask[i].length];
      for (int t = 0; t < mask[i].length; t++) {
        values[i][t] = mask[i][t] != 0 ? perSequence[i] : 0;
      }
    }
    return values;
  }
}
