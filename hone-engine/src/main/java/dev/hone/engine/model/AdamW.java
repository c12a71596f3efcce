package dev.hone.engine.model;

import dev.hone.core.engine.TrainingSetup;
import dev.hone.engine.tensor.Kernels;
import java.util.List;

/**
 * AdamW with decoupled weight decay (Loshchilov and Hutter 2019): its moments, and the update of
 * one share of every array. Shares may run at once.
 */
final class AdamW {

  /** Floats whose squares are summed in single precision before going into the double. */
  private static final int NORM_BLOCK = 1024;

  private final List<Parameter> parameters;
  private final TrainingSetup.Optimizer settings;
  private final float[][] moments1;
  private final float[][] moments2;
  private int steps;

  AdamW(List<Parameter> parameters, TrainingSetup.Optimizer settings) {
    this.parameters = parameters;
    this.settings = settings;
    this.moments1 = new float[parameters.size()][];
    this.moments2 = new float[parameters.size()][];
    for (int i = 0; i < moments1.length; i++) {
      moments1[i] = new float[parameters.get(i).value().length];
      moments2[i] = new float[parameters.get(i).value().length];
    }
  }

  int steps() {
    return steps;
  }

  float[] moment1(int parameter) {
    return moments1[parameter];
  }

  float[] moment2(int parameter) {
    return moments2[parameter];
  }

  /** Goes on from a checkpoint whose moments have been written into the arrays. */
  void restore(int stepsMade) {
    steps = stepsMade;
  }

  /** Counts a step; call once, before the shares are updated. */
  void begin() {
    steps++;
  }

  /**
   * Sums the replicas' gradients into the first one's, in the replicas' order.
   *
   * @return the sum of the squares of this share
   */
  double reduce(List<Replica> replicas, Kernels kernels, int share, int shares) {
    double sum = 0;
    for (int i = 0; i < parameters.size(); i++) {
      float[] total = replicas.getFirst().gradients().array(i);
      int from = bound(total.length, share, shares);
      int to = bound(total.length, share + 1, shares);
      for (int replica = 1; replica < replicas.size(); replica++) {
        kernels
            .rows()
            .add(replicas.get(replica).gradients().array(i), from, total, from, to - from);
      }
      for (int at = from; at < to; at += NORM_BLOCK) {
        sum += kernels.rows().dot(total, at, total, at, Math.min(NORM_BLOCK, to - at));
      }
    }
    return sum;
  }

  /** Updates one share of every array. */
  void update(
      Gradients gradients,
      double gradientScale,
      double learningRate,
      Kernels kernels,
      int share,
      int shares) {
    double correction1 = 1 - Math.pow(settings.beta1(), steps);
    double correction2 = 1 - Math.pow(settings.beta2(), steps);
    for (int i = 0; i < parameters.size(); i++) {
      Parameter parameter = parameters.get(i);
      int length = parameter.value().length;
      double decay = parameter.decays() ? 1 - learningRate * settings.weightDecay() : 1;
      kernels
          .rows()
          .adamW(
              parameter.value(),
              gradients.array(i),
              moments1[i],
              moments2[i],
              bound(length, share, shares),
              bound(length, share + 1, shares),
              (float) gradientScale,
              (float) settings.beta1(),
              (float) settings.beta2(),
              (float) settings.epsilon(),
              (float) (learningRate / correction1),
              (float) Math.sqrt(correction2),
              (float) decay);
    }
  }

  /** Where a share begins: whole vectors, so that every share is computed the same way. */
  private static int bound(int length, int share, int shares) {
    return share == shares ? length : (int) ((long) length * share / shares) / 16 * 16;
  }
}
