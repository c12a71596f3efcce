package dev.hone.learn.policy;

import dev.hone.learn.objective.TokenValue;

/**
 * The critic's loss: ½(v − R)², or with a clip ½·max((v − R)², (clip(v, v_old ± c) − R)²). Source:
 * verl {@code compute_value_loss}, TRL PPO; learning.md §2.
 *
 * @param clip c, or infinity for none
 */
public record ValueLoss(double clip) {

  public ValueLoss {
    if (!(clip > 0)) {
      throw new IllegalArgumentException("clip must be above 0, but is " + clip);
    }
  }

  /** The loss of one value and its gradient with respect to it. */
  public TokenValue at(double value, double oldValue, double target) {
    double plain = value - target;
    double held = hold(value, oldValue);
    boolean free = held == value;
    double clipped = held - target;
    double first = plain * plain;
    double second = clipped * clipped;
    if (first == second && !free) {
      return new TokenValue(first / 2, plain / 2);
    }
    return first >= second
        ? new TokenValue(first / 2, plain)
        : new TokenValue(second / 2, free ? clipped : 0);
  }

  /** Whether the clipped branch is the one that counts. */
  public boolean clips(double value, double oldValue, double target) {
    double held = hold(value, oldValue);
    return Math.abs(held - target) > Math.abs(value - target);
  }

  private double hold(double value, double oldValue) {
    return Math.min(Math.max(value, oldValue - clip), oldValue + clip);
  }
}
