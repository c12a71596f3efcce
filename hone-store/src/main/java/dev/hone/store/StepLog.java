package dev.hone.store;

import dev.hone.core.SessionId;
import dev.hone.core.StepId;
import dev.hone.core.UserId;
import dev.hone.core.VersionRef;
import dev.hone.core.chat.ChatMessage;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The steps of a tenant.
 *
 * <p>A session is found by the caller's key, or else by the longest stored prefix of the
 * conversation of the same user and agent. Messages are stored once, addressed by a rolling hash
 * over the conversation up to them. What a prompt adds after the last answer is the next state of
 * that answer's step and is recorded as such. The same prompt sent again is a retry: a new step of
 * the same turn (with a session key always; else within a time window, and at the very beginning of
 * a conversation only with the same system text and tools). System messages do not count for
 * finding: a caller that edits them goes on in the same session. Side steps belong to the session
 * and turn that they serve and give no next state.
 *
 * <p>Reads see every write of this process that returned before.
 */
public interface StepLog {

  /**
   * Takes a draft. The row becomes durable soon after; only {@link #complete} waits for the disk,
   * and a step that was lost before that had not been answered.
   */
  OpenedStep open(StepDraft draft);

  /**
   * Takes a draft of a call that uses money and tokens: reserves its bound in every budget that it
   * falls under, in the same transaction (see {@link Purse}). Refused with {@link
   * OpenedStep.OverBudget}.
   */
  default OpenedStep open(StepDraft draft, CallBound bound) {
    return begin(draft, bound).await();
  }

  /** Hands in a draft as {@link #open(StepDraft, CallBound)} does, without waiting. */
  Opening begin(StepDraft draft, CallBound bound);

  /** A draft that was handed in. Used by one thread. */
  interface Opening {

    /**
     * Whether it can only become a new step: no idempotency key leads elsewhere, no budget is in
     * the way, and the store has not failed since it last succeeded. Then the call may be made
     * before it is known what the step is called.
     */
    boolean certain();

    /** Waits until it is known what became of it; the same each time. */
    OpenedStep await();
  }

  /**
   * Keeps the answer and returns when it is durable. The end of the answer is sent after this.
   *
   * @throws StoreException {@code NOT_FOUND}, {@code CONFLICT} if the step has ended already
   */
  void complete(StepId step, StepResult result);

  /** Keeps what there is of an answer that did not reach its end. Does not wait. */
  void interrupt(StepId step, @Nullable StepResult partial, String reason);

  Optional<StepRecord> find(StepId step);

  /** The step that gave the last answer of a session, if the session is known. */
  Optional<StepId> lastStep(String sessionKeyOrId);

  /** Newest first. */
  List<SessionSummary> sessions(@Nullable UserId user, int limit);

  /**
   * The version that gave the last answer of the session that a draft would belong to; empty if it
   * would begin one. What the draft says of a version does not count.
   */
  Optional<VersionRef> servedBy(StepDraft draft);

  /** In order. */
  List<StepRecord> ofSession(SessionId session);

  /** The newest complete main-line steps of a user that were not superseded, newest first. */
  List<StepRecord> recent(UserId user, int limit);

  /** Marks a session as finished; its last step will get no next state. */
  void finish(SessionId session);

  /** The next states recorded for a step, oldest first. */
  List<NextState> nextStates(StepId step);

  /**
   * What arrived after a step.
   *
   * @param messages user messages or tool results
   * @param repeated the user sent the very same request again
   */
  record NextState(StepId step, List<ChatMessage> messages, boolean repeated) {

    public NextState {
      messages = List.copyOf(messages);
    }
  }
}
