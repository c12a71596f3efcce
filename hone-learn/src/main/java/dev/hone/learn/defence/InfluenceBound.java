package dev.hone.learn.defence;

import dev.hone.core.UserId;
import dev.hone.store.WorkBoard;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * Bounds what one user can do to a version that several share: at most a share of its samples, and
 * so of its gradient, and less for those who are trusted less. A version of one user is not
 * bounded: it serves nobody else.
 *
 * @param most largest share of a user who is trusted wholly
 */
public record InfluenceBound(double most) {

  /**
   * Keeps the first samples of each user, up to the bound. What one user may have is reckoned from
   * what the others bring, so that nobody widens the own share by bringing more.
   */
  public List<WorkBoard.Sample> bounded(
      List<WorkBoard.Sample> samples, ToDoubleFunction<UserId> trust) {
    Map<UserId, Long> brought =
        samples.stream()
            .collect(Collectors.groupingBy(one -> one.step().user(), Collectors.counting()));
    Set<UserId> users = brought.keySet();
    if (users.size() < 2) {
      return samples;
    }
    Map<UserId, Integer> room = new HashMap<>();
    for (UserId user : users) {
      long others = samples.size() - brought.getOrDefault(user, 0L);
      double share = most * Math.clamp(trust.applyAsDouble(user), 0, 1);
      room.put(user, Math.max(1, (int) Math.floor(share / (1 - share) * others)));
    }
    List<WorkBoard.Sample> kept = new ArrayList<>();
    for (WorkBoard.Sample sample : samples) {
      if (room.merge(sample.step().user(), -1, Integer::sum) >= 0) {
        kept.add(sample);
      }
    }
    return kept;
  }
}
