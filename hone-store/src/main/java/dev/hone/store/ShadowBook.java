package dev.hone.store;

import dev.hone.core.StepId;
import dev.hone.core.TenantId;
import dev.hone.core.VersionRef;
import java.time.Instant;
import java.util.List;

/**
 * Shadows: versions that answer real requests a second time, unseen. Their answers are no steps;
 * only what came of the comparison is kept. Thread-safe.
 */
public interface ShadowBook {

  /**
   * A version that is tried so.
   *
   * @param since requests that came earlier are not asked again
   */
  record Shadow(TenantId tenant, PolicyVersion version, Instant since) {}

  /** What its answers were like. */
  record Counts(int answers, int agrees, int broken) {}

  /** All of them. */
  List<Shadow> running();

  /** Answered main-line steps of the scope, oldest first, that it has not answered yet. */
  List<StepId> due(Shadow shadow, int most);

  /**
   * Keeps a comparison; the same step again changes nothing.
   *
   * @param agrees whether it said what had been answered
   * @param broken empty, cut off, or one token over and over
   */
  void add(TenantId tenant, VersionRef ref, StepId step, boolean agrees, boolean broken);

  Counts counts(TenantId tenant, VersionRef ref);
}
