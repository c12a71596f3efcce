package dev.hone.store;

import dev.hone.core.Scope;
import dev.hone.core.TenantId;
import java.util.List;

/**
 * Samples taken for training.
 *
 * @param id names the lease
 * @param epoch rises each time the samples are taken; an older one is fenced
 */
public record TrainingLease(
    String id,
    long epoch,
    String owner,
    TenantId tenant,
    Scope scope,
    String policy,
    List<WorkBoard.Sample> samples) {

  public TrainingLease {
    samples = List.copyOf(samples);
  }
}
