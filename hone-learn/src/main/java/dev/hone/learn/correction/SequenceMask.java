package dev.hone.learn.correction;

/** Rules that keep or drop whole sequences, 1 for kept. Source: learning.md §2. */
public sealed interface SequenceMask {

  /**
   * One answer for each sequence.
   *
   * @param logRatios log π_train/π_rollout
   */
  double[] keep(double[][] logRatios, double[][] mask);

  /** Kept while the sequence's ratio is in [lower, upper]; geometric: [0.99, 1.01]. */
  record RatioInside(SequenceRatio ratio, double lower, double upper) implements SequenceMask {
    @Override
    public double[] keep(double[][] logRatios, double[][] mask) {
      double[] keep = new double[logRatios.length];
      for (int i = 0; i < keep.length; i++) {
        double value = ratio.of(logRatios[i], mask[i]);
        keep[i] = value >= lower && value <= upper ? 1 : 0;
      }
      return keep;
    }
  }

  /** One token out of bounds drops its sequence ("veto"; SkyRL: [1e-4, 100]). */
  record NoOutlier(double lower, double upper) implements SequenceMask {
    @Override
    public double[] keep(double[][] logRatios, double[][] mask) {
      double[] keep = new double[logRatios.length];
      for (int i = 0; i < keep.length; i++) {
        keep[i] = 1;
        for (int t = 0; t < logRatios[i].length; t++) {
          double value = Math.exp(logRatios[i][t]);
          if (mask[i][t] != 0 && !(value >= lower && value <= upper)) {
            keep[i] = 0;
          }
        }
      }
      return keep;
    }
  }

  /**
   * Dropped if A &lt; 0 and mean(sampler − current log-probability) &gt; δ: a bad answer that the
   * policy has left already (DeepSeek V3.2, TRL). Here {@code logRatios} is current − sampler.
   *
   * @param advantages of each sequence
   */
  record NotLeftBehind(double[] advantages, double delta) implements SequenceMask {
    @Override
    public double[] keep(double[][] logRatios, double[][] mask) {
      double[] keep = new double[logRatios.length];
      for (int i = 0; i < keep.length; i++) {
        keep[i] = advantages[i] < 0 && divergence(logRatios[i], mask[i]) > delta ? 0 : 1;
      }
      return keep;
    }

    /** mean(sampler − current). */
    public static double divergence(double[] logRatios, double[] mask) {
      return -dev.hone.learn.advantage.Masked.mean(logRatios, mask);
    }
  }
}
