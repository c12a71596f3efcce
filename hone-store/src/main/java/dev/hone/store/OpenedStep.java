package dev.hone.store;

import dev.hone.core.SessionId;
import dev.hone.core.StepId;
import dev.hone.core.TurnId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

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

  /**
   * A budget has no room for the call. Nothing was written.
   *
   * @param money whether it is the bound of its money that is in the way, else that of its tokens
   * @param limit tokens, or nanos of money, as the next three
   * @param spent in the period
   * @param reserved for calls that are running
   * @param wanted by this call at most
   * @param resets when the budget begins anew; null if never
   */
  record OverBudget(
      Budget budget,
      boolean money,
      long limit,
      long spent,
      long reserved,
      long wanted,
      @Nullable Instant resets)
      implements OpenedStep {

    /** Whether there is room once the running calls have ended. */
    public boolean passing() {
      return spent + wanted <= limit;
    }
  }
}
