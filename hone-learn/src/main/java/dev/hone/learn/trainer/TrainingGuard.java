package dev.hone.learn.trainer;

import dev.hone.store.WorkBoard;

/** Asked before samples of a scope are taken. */
@FunctionalInterface
public interface TrainingGuard {

  /** Whether they may be trained on; if not, the guard has said why. */
  boolean mayTrain(WorkBoard.TrainingScope scope);

  /** Everybody may. */
  static TrainingGuard none() {
    return scope -> true;
  }
}
