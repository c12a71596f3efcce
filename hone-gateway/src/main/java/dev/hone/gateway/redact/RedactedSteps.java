package dev.hone.gateway.redact;

import dev.hone.core.SessionId;
import dev.hone.core.StepId;
import dev.hone.core.UserId;
import dev.hone.core.VersionRef;
import dev.hone.core.chat.ChatMessage;
import dev.hone.store.CallBound;
import dev.hone.store.OpenedStep;
import dev.hone.store.SessionSummary;
import dev.hone.store.StepDraft;
import dev.hone.store.StepLog;
import dev.hone.store.StepRecord;
import dev.hone.store.StepResult;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Steps as they are kept. Token ids hold the words as well: where prompt or answer was changed,
 * neither ids nor log-probabilities are kept, and the step is {@value #UNTRAINABLE}: it cannot be
 * trained on.
 */
final class RedactedSteps implements StepLog {

  static final String UNTRAINABLE = "redacted";

  private final StepLog inner;
  private final Redactor redactor;

  /** Open steps whose prompt was changed: never more than there are calls being answered. */
  private final Set<StepId> changedPrompts = ConcurrentHashMap.newKeySet();

  RedactedSteps(StepLog inner, Redactor redactor) {
    this.inner = inner;
    this.redactor = redactor;
  }

  @Override
  public OpenedStep open(StepDraft draft) {
    StepDraft kept = redacted(draft);
    return noted(draft, kept, inner.open(kept));
  }

  @Override
  public Opening begin(StepDraft draft, CallBound bound) {
    StepDraft kept = redacted(draft);
    Opening opening = inner.begin(kept, bound);
    return new Opening() {
      @Override
      public boolean certain() {
        return opening.certain();
      }

      @Override
      public OpenedStep await() {
        return noted(draft, kept, opening.await());
      }
    };
  }

  private StepDraft redacted(StepDraft draft) {
    return new StepDraft(
        draft.agent(),
        draft.user(),
        draft.sessionKey(),
        draft.idempotencyKey(),
        draft.line(),
        draft.policy(),
        draft.version(),
        redactor.prompt(draft.prompt()),
        RedactedBody.of(redactor, draft.requestBody()),
        draft.lessons(),
        draft.engine(),
        draft.consent(),
        draft.lineReason(),
        draft.arms());
  }

  private OpenedStep noted(StepDraft draft, StepDraft kept, OpenedStep opened) {
    if (opened instanceof OpenedStep.Fresh fresh && !kept.prompt().equals(draft.prompt())) {
      changedPrompts.add(fresh.step());
    }
    return opened;
  }

  @Override
  public void complete(StepId step, StepResult result) {
    inner.complete(step, redacted(result, changedPrompts.remove(step)));
  }

  @Override
  public void interrupt(StepId step, @Nullable StepResult partial, String reason) {
    boolean changed = changedPrompts.remove(step);
    inner.interrupt(
        step, partial == null ? null : redacted(partial, changed), redactor.text(reason));
  }

  private StepResult redacted(StepResult result, boolean changedPrompt) {
    ChatMessage response = redactor.message(result.response());
    byte[] body = RedactedBody.of(redactor, result.responseBody());
    boolean changed =
        changedPrompt || !response.equals(result.response()) || body != result.responseBody();
    if (!changed) {
      return result;
    }
    return new StepResult(
        response,
        RedactedBody.withoutTokens(body),
        new int[0],
        new int[0],
        new float[0],
        List.of(),
        result.finishReason(),
        result.promptTokens(),
        result.completionTokens(),
        result.templateHash(),
        UNTRAINABLE,
        result.lessonTokensSaved(),
        result.timings());
  }

  @Override
  public Optional<StepRecord> find(StepId step) {
    return inner.find(step);
  }

  @Override
  public Optional<StepId> lastStep(String sessionKeyOrId) {
    return inner.lastStep(sessionKeyOrId);
  }

  @Override
  public Optional<VersionRef> servedBy(StepDraft draft) {
    return inner.servedBy(redacted(draft));
  }

  @Override
  public List<SessionSummary> sessions(@Nullable UserId user, int limit) {
    return inner.sessions(user, limit);
  }

  @Override
  public List<StepRecord> ofSession(SessionId session) {
    return inner.ofSession(session);
  }

  @Override
  public List<StepRecord> recent(UserId user, int limit) {
    return inner.recent(user, limit);
  }

  @Override
  public void finish(SessionId session) {
    inner.finish(session);
  }

  @Override
  public List<NextState> nextStates(StepId step) {
    return inner.nextStates(step);
  }
}
