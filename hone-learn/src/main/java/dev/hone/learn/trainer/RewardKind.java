package dev.hone.learn.trainer;

/** How the verdicts on the steps of a turn become rewards. */
public enum RewardKind {
  /** Each step by its own verdict. */
  PROCESS,
  /** Each step by the verdict on the last step of its turn, discounted towards the beginning. */
  OUTCOME,
  /** Both, weighted. */
  MIXED
}
