package dev.hone.store;

import dev.hone.core.ReleaseState;
import dev.hone.core.Scope;
import dev.hone.core.StepId;
import dev.hone.core.TenantId;
import dev.hone.core.VersionRef;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Policies, their versions and the way of each. Numbers are given per policy, over all tenants; a
 * tenant sees its own versions and the bases.
 */
public interface VersionBook {

  /** Registers version 0 of a policy as live for everybody; only updates the folder if known. */
  PolicyVersion registerBase(String policy, String folder);

  /** Takes the next number of a policy for a version about to be written. Never given twice. */
  VersionRef reserve(TenantId tenant, String policy);

  /**
   * Registers a candidate together with the steps that shaped it, and closes the lease that it was
   * trained under, all in one transaction.
   *
   * @throws StoreException {@code FENCED} if the lease has passed to somebody else
   */
  PolicyVersion registerCandidate(
      VersionRef ref,
      TenantId tenant,
      Scope scope,
      VersionRef parent,
      String folder,
      List<StepId> shapedBy,
      TrainingLease lease,
      String evidence);

  /**
   * Moves a version. Making it live retires the version that was live for the same tenant, policy
   * and scope, in the same transaction.
   *
   * @param tenant whose version; a version of another tenant is not found
   * @throws StoreException {@code NOT_FOUND}; {@code CONFLICT} if it is not in {@code from} or the
   *     way does not exist
   */
  ReleaseEvent move(
      TenantId tenant,
      VersionRef ref,
      ReleaseState from,
      ReleaseState to,
      String actor,
      String evidence);

  /**
   * Takes the live version of a scope back: it is retired, and the one that was live before it (if
   * any) is live again; with none, the base serves. Promotions are a stack: what was taken back is
   * not returned to by a second rollback. Lessons that had graduated into weights that serve no
   * longer become active again in the same transaction (also when {@link #move} retires them).
   *
   * @return the version that serves now
   * @throws StoreException {@code NOT_FOUND} if the scope has no live version of its own
   */
  VersionRef rollback(TenantId tenant, String policy, Scope scope, String actor, String evidence);

  Optional<PolicyVersion> find(TenantId tenant, VersionRef ref);

  /** Of one policy, oldest first: the base and the tenant's own. */
  List<PolicyVersion> list(TenantId tenant, String policy);

  List<ReleaseEvent> history(TenantId tenant, VersionRef ref);

  /** The steps that shaped a version, its parents' included. */
  List<StepId> lineage(TenantId tenant, VersionRef ref);

  /** All policies that have a base, by name. */
  List<String> policies();

  /** What is live, and the sequence number of the last release event it takes into account. */
  Routes routes();

  /** The sequence number of the last release event. Cheap; for noticing that routes changed. */
  long head();

  /** Versions that prove themselves on a share of the sessions. */
  CanaryBook canaries();

  /** Versions that answer real requests unseen. */
  ShadowBook shadows();

  /**
   * Takes back the versions, of all tenants, that learned from steps which somebody asked to have
   * erased, and those trained from them; frees what is left of their samples.
   *
   * @return whether there were any
   */
  boolean unlearn();

  /** Who shaped a version, its parents included: users by the number of their steps. */
  List<Influence> influences(TenantId tenant, VersionRef ref);

  /** How many of the steps that shaped a version itself have been erased or have expired. */
  long erased(TenantId tenant, VersionRef ref);

  /** A user's part in a version. */
  record Influence(dev.hone.core.UserId user, long steps, long sessions) {}

  /**
   * A snapshot of what is live.
   *
   * @param canaries that serve a share
   */
  record Routes(long head, List<Route> live, List<Canary> canaries) {

    public Routes {
      live = List.copyOf(live);
      canaries = List.copyOf(canaries);
    }

    /** The canary that may answer a user of an agent, of the narrowest scope; or null. */
    public @Nullable Canary canary(
        TenantId tenant, dev.hone.core.AgentId agent, dev.hone.core.UserId user, String policy) {
      Canary found = null;
      for (Canary canary : canaries) {
        if (canary.covers(tenant, agent, user, policy)
            && (found == null || width(canary) < width(found))) {
          found = canary;
        }
      }
      // Whoever has a live version of a narrower scope is not asked to try a wider one.
      return found != null && narrowest(tenant, agent, user, policy) > 3 - width(found)
          ? null
          : found;
    }

    private static int width(Canary canary) {
      return width(canary.scope());
    }

    private int narrowest(
        TenantId tenant, dev.hone.core.AgentId agent, dev.hone.core.UserId user, String policy) {
      return live.stream()
          .filter(route -> route.ref().policy().equals(policy))
          .mapToInt(route -> rank(route, tenant, agent, user))
          .max()
          .orElse(-1);
    }

    /** The narrowest live version for a user of an agent: user, agent, tenant, then base. */
    public @Nullable VersionRef resolve(
        TenantId tenant, dev.hone.core.AgentId agent, dev.hone.core.UserId user, String policy) {
      VersionRef found = null;
      int best = -1;
      for (Route route : live) {
        if (!route.ref().policy().equals(policy)) {
          continue;
        }
        int rank = rank(route, tenant, agent, user);
        if (rank > best) {
          best = rank;
          found = route.ref();
        }
      }
      return found;
    }

    /**
     * The version that serves a scope as a whole: its own, or the next wider one. Of an agent or a
     * tenant: those who have no version of a narrower scope; of a user: whatever the agent.
     */
    public @Nullable VersionRef serving(TenantId tenant, Scope scope, String policy) {
      VersionRef found = null;
      int widest = Integer.MAX_VALUE;
      for (Route route : live) {
        boolean base = route.tenant() == null;
        boolean covers =
            base
                || (tenant.equals(route.tenant())
                    && (route.scope().equals(scope) || route.scope() instanceof Scope.OfTenant));
        int width = base ? 3 : width(route.scope());
        if (covers && route.ref().policy().equals(policy) && width < widest) {
          found = route.ref();
          widest = width;
        }
      }
      return found;
    }

    private static int width(Scope scope) {
      return switch (scope) {
        case Scope.OfUser user -> 0;
        case Scope.OfAgent agent -> 1;
        case Scope.OfTenant everybody -> 2;
      };
    }

    private static int rank(
        Route route, TenantId tenant, dev.hone.core.AgentId agent, dev.hone.core.UserId user) {
      if (route.tenant() == null) {
        return 0;
      }
      if (!route.tenant().equals(tenant)) {
        return -1;
      }
      return switch (route.scope()) {
        case Scope.OfTenant() -> 1;
        case Scope.OfAgent(var of) -> of.equals(agent) ? 2 : -1;
        case Scope.OfUser(var of) -> of.equals(user) ? 3 : -1;
      };
    }
  }
}
