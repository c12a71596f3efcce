package dev.hone.core.engine;

import dev.hone.core.VersionRef;
import java.util.Set;

/**
 * How to train.
 *
 * @param from the loaded version to begin with; its adapter, if it has one, is continued
 * @param what which weights may change
 * @param optimizer AdamW's numbers
 * @param seed of everything random in the run
 * @param threads data-parallel replicas; results are bit-identical for the same number
 */
public record TrainingSetup(
    VersionRef from, Trained what, Optimizer optimizer, long seed, int threads) {

  /** Which weights may change. */
  public sealed interface Trained {

    /** Every weight. */
    record Full() implements Trained {}

    /**
     * A low-rank adapter: W + (alpha / rank)·B·A.
     *
     * @param targets names of the projections, as in PEFT: {@code q_proj}, {@code up_proj}, …
     */
    record Lora(int rank, double alpha, Set<String> targets) implements Trained {
      public Lora {
        targets = Set.copyOf(targets);
      }
    }
  }

  /**
   * AdamW (Loshchilov and Hutter, decoupled weight decay).
   *
   * @param maxGradientNorm gradients are scaled down to this norm
   */
  public record Optimizer(
      double beta1, double beta2, double epsilon, double weightDecay, double maxGradientNorm) {

    /** β 0.9 / 0.98, ε 1e-8, decay 0.1, clip at 1. */
    public static Optimizer defaults() {
      return new Optimizer(0.9, 0.98, 1e-8, 0.1, 1.0);
    }
  }
}
