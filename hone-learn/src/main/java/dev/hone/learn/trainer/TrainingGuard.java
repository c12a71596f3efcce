package dev.hone.learn.trainer;

import dev.hone.core.TenantId;
import dev.hone.store.WorkBoard;
import java.util.List;

/** Asked before samples of a scope are taken. */
@FunctionalInterface
public interface TrainingGuard {

  /** Whether they may be trained on; if not, the guard has said why. */
  boolean mayTrain(WorkBoard.TrainingScope scope);

  /** Of the samples of a version that several users share, those that each may bring. */
  default List<WorkBoard.Sample> bounded(TenantId tenant, List<WorkBoard.Sample> samples) {
    return samples;
  }

  /** Everybody may. */
  static TrainingGuard none() {
    return scope -> true;
  }
}
