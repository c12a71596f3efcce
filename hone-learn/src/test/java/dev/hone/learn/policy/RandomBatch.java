package dev.hone.learn.policy;

import java.util.Random;

/** Seeded batches of sequences of different lengths, padded to one. */
final class RandomBatch {

  private final Random random;

  RandomBatch(long seed) {
    this.random = new Random(seed);
  }

  PolicyBatch next(int rows, int columns, boolean sameAdvantage) {
    double[][] logProb = new double[rows][columns];
    double[][] old = new double[rows][columns];
    double[][] rollout = new double[rows][columns];
    double[][] reference = new double[rows][columns];
    double[][] advantages = new double[rows][columns];
    double[][] mask = new double[rows][columns];
    for (int i = 0; i < rows; i++) {
      double whole = random.nextGaussian();
      int length = 1 + random.nextInt(columns);
      for (int t = 0; t < columns; t++) {
        logProb[i][t] = -0.05 - 2 * random.nextDouble();
        old[i][t] = logProb[i][t] + random.nextGaussian() * 0.3;
        rollout[i][t] = old[i][t] + random.nextGaussian() * 0.2;
        reference[i][t] = logProb[i][t] + random.nextGaussian() * 0.3;
        advantages[i][t] = sameAdvantage ? whole : random.nextGaussian();
        mask[i][t] = t < length && (t == 0 || random.nextDouble() < 0.8) ? 1 : 0;
      }
    }
    return new PolicyBatch(logProb, old, advantages, mask, rollout, reference);
  }
}
