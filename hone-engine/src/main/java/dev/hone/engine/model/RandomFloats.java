package dev.hone.engine.model;

import java.util.SplittableRandom;

/** Repeatable random numbers for weights: the same bits on every machine. */
final class RandomFloats {

  private final SplittableRandom random;

  RandomFloats(long seed) {
    this.random = new SplittableRandom(seed);
  }

  /** Normal numbers by Box and Muller's method. */
  float[] normal(int count, double deviation) {
    float[] out = new float[count];
    for (int i = 0; i < count; i++) {
      double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - random.nextDouble()));
      out[i] = (float) (deviation * radius * StrictMath.cos(2 * Math.PI * random.nextDouble()));
    }
    return out;
  }

  /** Uniform numbers between -bound and bound. */
  float[] uniform(int count, double bound) {
    float[] out = new float[count];
    for (int i = 0; i < count; i++) {
      out[i] = (float) (bound * (2 * random.nextDouble() - 1));
    }
    return out;
  }
}
