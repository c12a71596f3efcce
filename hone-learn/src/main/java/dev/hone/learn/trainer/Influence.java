package dev.hone.learn.trainer;

import dev.hone.core.UserId;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;

/**
 * Bounds what enters the gradient of a version that several share, by user. With M_u the mass that
 * a user brings (the sum of token weight times |advantage|) and s_u the largest share that the user
 * may have, the masses that are left are the largest m_u ≤ M_u with
 *
 * <pre>
 * m_u ≤ s_u · Σ_v m_v
 * </pre>
 *
 * <p>Only users with some mass count. Where their shares sum to less than 1 there is no such m;
 * then they are raised in proportion until they do. What is above m_u is scaled down, not dropped:
 * nobody's samples are worth more because there are many of them.
 */
final class Influence {

  private static final double TOLERANCE = 1e-12;

  private Influence() {}

  /**
   * By what each user's samples are to be multiplied, in (0, 1].
   *
   * @param mass of each user
   * @param shares of each user, in (0, 1]; a user who is not named is not bounded
   */
  static Map<UserId, Double> factors(Map<UserId, Double> mass, Map<UserId, Double> shares) {
    Map<UserId, Double> bounds = new HashMap<>();
    double sum = 0;
    for (Map.Entry<UserId, Double> one : mass.entrySet()) {
      if (one.getValue() > 0) {
        double share = Math.min(1, shares.getOrDefault(one.getKey(), 1.0));
        bounds.put(one.getKey(), share);
        sum += share;
      }
    }
    double raise = sum < 1 && sum > 0 ? 1 / sum : 1;
    bounds.replaceAll((user, share) -> Math.min(1, share * raise));
    return factorsOf(mass, bounds);
  }

  /** Who goes over is bounded; that makes the whole smaller, until nobody else goes over. */
  private static Map<UserId, Double> factorsOf(
      Map<UserId, Double> mass, Map<UserId, Double> bounds) {
    Map<UserId, Double> bounded = new HashMap<>();
    double whole = bounds.keySet().stream().mapToDouble(user -> of(mass, user)).sum();
    boolean changed = true;
    while (changed) {
      changed = false;
      for (Map.Entry<UserId, Double> one : bounds.entrySet()) {
        UserId user = one.getKey();
        if (!bounded.containsKey(user)
            && of(mass, user) > one.getValue() * whole * (1 + TOLERANCE)
            && bounded.size() < bounds.size() - 1) {
          bounded.put(user, one.getValue());
          changed = true;
        }
      }
      double free =
          bounds.keySet().stream()
              .filter(user -> !bounded.containsKey(user))
              .mapToDouble(user -> of(mass, user))
              .sum();
      double taken = bounded.values().stream().mapToDouble(Double::doubleValue).sum();
      whole = taken < 1 ? free / (1 - taken) : whole;
    }
    Map<UserId, Double> factors = new HashMap<>();
    for (UserId user : bounds.keySet()) {
      Double bound = bounded.get(user);
      factors.put(user, bound == null ? 1 : Math.min(1, bound * whole / of(mass, user)));
    }
    return factors;
  }

  /** The largest share that one user has of what is left; 0 if there is nothing. */
  static double largest(Map<UserId, Double> mass, Map<UserId, Double> factors) {
    Map<UserId, Double> left = new HashMap<>();
    mass.forEach((user, own) -> left.put(user, own * factors.getOrDefault(user, 1.0)));
    double whole = left.values().stream().mapToDouble(Double::doubleValue).sum();
    return whole > 0 ? Collections.max(left.values()) / whole : 0;
  }

  private static double of(Map<UserId, Double> mass, UserId user) {
    return mass.getOrDefault(user, 0.0);
  }
}
