package dev.hone.learn.schedule;

/**
 * The learning rate of a step: linear warm-up from 0, then down to a floor.
 *
 * @param warmup steps
 * @param total steps; at and after it the floor holds
 * @param floor share of the peak
 */
public record LearningRate(Shape shape, double peak, double warmup, double total, double floor) {

  /** How it falls after the warm-up. */
  public enum Shape {
    /** ½·(1 + cos πp). */
    COSINE,
    LINEAR,
    CONSTANT
  }

  /** At a step, from 0. */
  public double at(double step) {
    if (step < warmup) {
      return peak * step / warmup;
    }
    double progress = total > warmup ? Math.min(1, (step - warmup) / (total - warmup)) : 1;
    double rest =
        switch (shape) {
          case COSINE -> (1 + Math.cos(Math.PI * progress)) / 2;
          case LINEAR -> 1 - progress;
          case CONSTANT -> 1;
        };
    return peak * (floor + (1 - floor) * rest);
  }
}
