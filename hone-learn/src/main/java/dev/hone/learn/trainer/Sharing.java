package dev.hone.learn.trainer;

import dev.hone.core.TenantId;
import dev.hone.store.WorkBoard;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * Whose samples train one version together.
 *
 * @param usual of a tenant that has not chosen
 * @param tenants those that have
 */
public record Sharing(Choice usual, Map<TenantId, Choice> tenants) {

  /**
   * A tenant's choice.
   *
   * @param breadth who shares a version
   * @param lessons what a shared version is taught
   * @param leastUsers so many different users must have samples before a shared version is trained:
   *     with fewer, one of them would bring more than one may
   */
  public record Choice(WorkBoard.Breadth breadth, JointLessons lessons, int leastUsers) {

    public Choice {
      if (leastUsers < 1) {
        throw new IllegalArgumentException("a version needs at least one user, not " + leastUsers);
      }
    }
  }

  public Sharing {
    tenants = Map.copyOf(tenants);
  }

  /** Each user has a version of their own. */
  public static Sharing none() {
    return all(new Choice(WorkBoard.Breadth.USER, JointLessons.SHARED, 3));
  }

  /** The same for every tenant. */
  public static Sharing all(Choice choice) {
    return new Sharing(choice, Map.of());
  }

  Choice of(TenantId tenant) {
    return tenants.getOrDefault(tenant, usual);
  }

  /** All that somebody has chosen. */
  Set<WorkBoard.Breadth> breadths() {
    Set<WorkBoard.Breadth> breadths = EnumSet.of(usual.breadth());
    tenants.values().forEach(choice -> breadths.add(choice.breadth()));
    return breadths;
  }
}
