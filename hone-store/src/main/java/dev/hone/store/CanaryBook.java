package dev.hone.store;

import dev.hone.core.TenantId;
import dev.hone.core.UserId;
import dev.hone.core.Verdict;
import dev.hone.core.VersionRef;
import java.util.List;
import java.util.Optional;

/** Canaries of all tenants, and what was said of their answers. Thread-safe. */
public interface CanaryBook {

  /**
   * Puts a candidate or shadow before a share of its scope's sessions.
   *
   * @param control the version that serves the others
   * @throws StoreException {@code NOT_FOUND}; {@code CONFLICT} if it is neither candidate nor
   *     shadow, or the scope has a canary already
   */
  ReleaseEvent begin(
      TenantId tenant,
      VersionRef ref,
      VersionRef control,
      double share,
      String actor,
      String evidence);

  /** Those that serve now. */
  List<Canary> running();

  /** One that serves or has served. */
  Optional<Canary> find(TenantId tenant, VersionRef ref);

  /** Begins the comparison anew, with another control: what serves the others has changed. */
  void compareWith(TenantId tenant, VersionRef ref, VersionRef control);

  /** Keeps the last reading, for those who ask how it stands. */
  void note(TenantId tenant, VersionRef ref, String reading);

  /**
   * Known verdicts on main-line steps that candidate and control answered within the scope since
   * the comparison began, in the order in which they were known; none of users in quarantine.
   */
  List<Signal> signals(Canary canary, int most);

  /**
   * What became known of a step.
   *
   * @param candidate whether the candidate answered, else the control
   */
  record Signal(UserId user, boolean candidate, Verdict verdict) {}
}
