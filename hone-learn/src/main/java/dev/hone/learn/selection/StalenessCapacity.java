package dev.hone.learn.selection;

import java.util.Arrays;

/** How many rollouts may start so that none gets too old. Source: learning.md §3. */
public final class StalenessCapacity {

  private StalenessCapacity() {}

  /**
   * AReaL: min(max_concurrent − running, (max_staleness + version + 1)·B − (accepted + running)), 0
   * or less: do not start.
   *
   * @param version from 0
   */
  public static double start(
      double maxConcurrent,
      double running,
      double maxStaleness,
      double version,
      double batch,
      double accepted) {
    return Math.min(
        maxConcurrent - running, ofBatches(maxStaleness, version + 1, batch, accepted, running));
  }

  /** SkyRL: (max_staleness + version)·B − (accepted + running), version from 1. */
  public static double ofBatches(
      double maxStaleness, double versionFromOne, double batch, double accepted, double running) {
    return (maxStaleness + versionFromOne) * batch - (accepted + running);
  }

  /** verl fully async: ⌊(1 + staleness)·trigger·batches·mini_batch − stale⌋ for a version. */
  public static double perVersion(
      double staleness, double trigger, double batches, double miniBatch, double stale) {
    return Math.floor((1 + staleness) * (trigger * batches * miniBatch) - stale);
  }

  /** Staleness of a trajectory: its oldest token counts. */
  public static double of(double trainerVersion, double[] tokenVersions) {
    return trainerVersion - Arrays.stream(tokenVersions).min().orElse(trainerVersion);
  }
}
