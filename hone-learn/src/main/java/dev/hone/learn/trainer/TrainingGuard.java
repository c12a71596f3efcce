package dev.hone.learn.trainer;

import dev.hone.core.TenantId;
import dev.hone.core.UserId;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Asked before samples of users are trained on. Thread-safe. */
@FunctionalInterface
public interface TrainingGuard {

  /** Whether a user's samples may be trained on; if not, the guard has said why. */
  boolean mayTrain(TenantId tenant, UserId user);

  /** The largest part that each user may have in a version that they share, in (0, 1]. */
  default Map<UserId, Double> shares(TenantId tenant, Set<UserId> users) {
    Map<UserId, Double> shares = new HashMap<>();
    users.forEach(user -> shares.put(user, 1.0));
    return shares;
  }

  /** Everybody may. */
  static TrainingGuard none() {
    return (tenant, user) -> true;
  }
}
