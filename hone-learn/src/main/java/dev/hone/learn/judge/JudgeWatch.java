package dev.hone.learn.judge;

import dev.hone.core.TenantId;

/** Is told what judges say, while they work. Must not throw and must not wait. Thread-safe. */
public interface JudgeWatch {

  /** A step was judged. */
  void judged(TenantId tenant, Opinion opinion);

  /**
   * A step has two opinions, one of them a rule's; neither is unknown.
   *
   * @param with the other source: {@code model} or {@code feedback}
   */
  void compared(TenantId tenant, String with, boolean agrees);

  /** Looks away. */
  static JudgeWatch none() {
    return new JudgeWatch() {
      @Override
      public void judged(TenantId tenant, Opinion opinion) {}

      @Override
      public void compared(TenantId tenant, String with, boolean agrees) {}
    };
  }
}
