package dev.hone.learn.selection;

import java.util.Arrays;

/**
 * Keeps what has high entropy: values at or above a quantile, linear between neighbours. Tokens:
 * TRL's {@code top_entropy_quantile}; steps: DART (arXiv 2509.23866).
 *
 * @param quantile from 0 to 1
 */
public record EntropyQuantile(double quantile) {

  public EntropyQuantile {
    if (!(quantile >= 0 && quantile <= 1)) {
      throw new IllegalArgumentException("a quantile is from 0 to 1, but is " + quantile);
    }
  }

  /** The threshold; infinite if there are no values. */
  public double threshold(double[] values) {
    if (values.length == 0) {
      return Double.POSITIVE_INFINITY;
    }
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    double place = quantile * (sorted.length - 1);
    int below = (int) Math.floor(place);
    double part = place - below;
    return part == 0 ? sorted[below] : sorted[below] + part * (sorted[below + 1] - sorted[below]);
  }

  /** 1 for values that are kept. */
  public double[] keep(double[] values) {
    double threshold = threshold(values);
    return Arrays.stream(values).map(value -> value >= threshold ? 1 : 0).toArray();
  }

  /** 1 for tokens that count and are kept. */
  public double[][] keep(double[][] values, double[][] mask) {
    double[] counted = new double[(int) Arrays.stream(mask).mapToInt(row -> row.length).sum()];
    int count = 0;
    for (int i = 0; i < values.length; i++) {
      for (int t = 0; t < values[i].length; t++) {
        if (mask[i][t] != 0) {
          counted[count++] = values[i][t];
        }
      }
    }
    double threshold = threshold(Arrays.copyOf(counted, count));
    double[][] keep = new double[values.length][];
    for (int i = 0; i < values.length; i++) {
      keep[i] = new double[values[i].length];
      for (int t = 0; t < values[i].length; t++) {
        keep[i][t] = mask[i][t] != 0 && values[i][t] >= threshold ? 1 : 0;
      }
    }
    return keep;
  }
}
