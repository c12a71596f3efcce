package dev.hone.learn.defence;

import dev.hone.core.UserId;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/**
 * Bounds what one user can do to a version that several share: at most a share of what enters its
 * gradient, and less for those who are trusted less than the others. The trainer scales down what
 * goes over. A version of one user is not bounded: it serves nobody else.
 *
 * @param most largest share of the user who is trusted most
 */
public record InfluenceBound(double most) {

  /** s_u = most · trust_u / max trust. */
  public Map<UserId, Double> shares(Set<UserId> users, ToDoubleFunction<UserId> trust) {
    Map<UserId, Double> trusted = new HashMap<>();
    for (UserId user : users) {
      trusted.put(user, Math.clamp(trust.applyAsDouble(user), 1e-3, 1));
    }
    double highest = trusted.values().stream().mapToDouble(Double::doubleValue).max().orElse(1);
    trusted.replaceAll((user, value) -> most * (value / highest));
    return trusted;
  }
}
