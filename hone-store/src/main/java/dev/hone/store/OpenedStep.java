package dev.hone.store;

import dev.hone.core.SessionId;
import dev.hone.core.StepId;
import dev.hone.core.TurnId;

/** How a draft was taken. */
public sealed interface OpenedStep {

  /**
   * A new step.
   *
   * @param index 0 for the first step of the session
   * @param retry the same prompt was sent again: this step answers the same turn anew
   */
  record Fresh(StepId step, SessionId session, TurnId turn, int index, boolean retry)
      implements OpenedStep {}

  /**
   * The idempotency key belongs to a complete step: its answer is to be given again.
   *
   * @param responseBody as it was sent (for a streamed answer: the equivalent whole body)
   */
  record Replay(StepId step, SessionId session, byte[] responseBody) implements OpenedStep {}

  /** The idempotency key belongs to a step that is being answered right now. */
  record InProgress(StepId step) implements OpenedStep {}

  /** The idempotency key belongs to a step with another request body. */
  record Mismatch(StepId step) implements OpenedStep {}
}
