package dev.hone.gateway.capture;

import dev.hone.core.SessionId;
import dev.hone.core.StepId;
import dev.hone.gateway.GatewayException;
import dev.hone.gateway.GatewayException.Code;
import dev.hone.gateway.dispatch.Caller;
import dev.hone.gateway.http.Exchange;
import dev.hone.gateway.limit.Admission;
import dev.hone.gateway.money.Refusal;
import dev.hone.gateway.observe.GatewayMetrics;
import dev.hone.store.CallBound;
import dev.hone.store.OpenedStep;
import dev.hone.store.StepDraft;
import dev.hone.store.StepLog;
import dev.hone.store.StepResult;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A step that is being answered. It ends once: complete, which is on disk before the end of the
 * answer is sent, or interrupted. Used by one thread.
 */
public final class OpenStep {

  private final StepLog.Opening opening;
  private final Exchange exchange;
  private final int lessons;
  private final StepLog log;
  private final Caller caller;
  private final GatewayMetrics metrics;
  private final boolean sessionDone;
  private final Admission admission;
  private final CallBound bound;
  private final long arrived;
  private long firstToken;
  private boolean ended;
  private OpenedStep.@Nullable Fresh begun;

  private OpenStep(
      StepLog.Opening opening,
      int lessons,
      Exchange exchange,
      Caller caller,
      GatewayMetrics metrics,
      boolean sessionDone,
      Admission admission,
      CallBound bound) {
    this.opening = opening;
    this.lessons = lessons;
    this.exchange = exchange;
    this.log = caller.ledger().steps();
    this.caller = caller;
    this.metrics = metrics;
    this.sessionDone = sessionDone;
    this.admission = admission;
    this.bound = bound;
    this.arrived = exchange.arrived();
  }

  /**
   * Takes a draft and answers it.
   *
   * @param bound the most that the call uses; reserved until it has ended
   * @param answer answers a new step; if it throws, the step is kept as interrupted. It calls
   *     {@link #begin} before it sends anything, and after it has asked somebody else: the store
   *     and the model then work at the same time
   * @param replay gives the answer of a step that is complete
   * @throws GatewayException {@code CONFLICT} or {@code KEY_REUSED} for an idempotency key that is
   *     taken, {@code OVER_BUDGET} if a budget has no room, {@code RATE_LIMITED}
   */
  public static void answer(
      StepDraft draft,
      CallBound bound,
      Exchange exchange,
      Caller caller,
      CallContext context,
      GatewayMetrics metrics,
      Consumer<OpenStep> answer,
      Consumer<OpenedStep.Replay> replay) {
    try (Admission admission =
        caller.admit(exchange, draft.agent(), draft.user(), bound.tokens())) {
      answer(draft, bound, exchange, caller, context, metrics, answer, replay, admission);
    }
  }

  private static void answer(
      StepDraft draft,
      CallBound bound,
      Exchange exchange,
      Caller caller,
      CallContext context,
      GatewayMetrics metrics,
      Consumer<OpenStep> answer,
      Consumer<OpenedStep.Replay> replay,
      Admission admission) {
    StepLog.Opening opening =
        caller.ledger().steps().begin(draft.because(context.lineReason()), bound);
    OpenStep step =
        new OpenStep(
            opening,
            draft.lessons().size(),
            exchange,
            caller,
            metrics,
            context.sessionDone(),
            admission,
            bound);
    if (opening.certain()) {
      step.answerBy(answer);
      return;
    }
    switch (opening.await()) {
      case OpenedStep.Fresh _ -> step.answerBy(answer);
      case OpenedStep.Replay old -> {
        name(exchange, old.step(), old.session());
        exchange.header("Idempotent-Replayed", "true");
        replay.accept(old);
      }
      case OpenedStep.InProgress running ->
          throw new GatewayException(
              Code.CONFLICT,
              "A request with this Idempotency-Key is being answered right now (step "
                  + running.step()
                  + "); wait for it, then send it again to get the same answer.");
      case OpenedStep.Mismatch other ->
          throw new GatewayException(
              Code.KEY_REUSED,
              "This Idempotency-Key belongs to another request (step "
                  + other.step()
                  + "); use a new key for a new request.");
      case OpenedStep.OverBudget over -> throw Refusal.of(over, exchange, Instant.now());
    }
  }

  private void answerBy(Consumer<OpenStep> answer) {
    try {
      answer.accept(this);
    } catch (RuntimeException | Error e) {
      abandon(null, e);
      throw e;
    }
  }

  /**
   * Waits until the step is known to the store, and names it in the answer's head. Only the first
   * call does anything.
   *
   * @throws dev.hone.store.StoreException if it could not be kept
   */
  public void begin() {
    begun();
  }

  private OpenedStep.Fresh begun() {
    OpenedStep.Fresh known = begun;
    if (known == null) {
      if (!(opening.await() instanceof OpenedStep.Fresh fresh)) {
        throw new IllegalStateException("a step that could only be new is not");
      }
      known = fresh;
      begun = fresh;
      name(exchange, fresh.step(), fresh.session());
      exchange.header("X-Hone-Lessons-Applied", Integer.toString(lessons));
    }
    return known;
  }

  private static void name(Exchange exchange, StepId step, SessionId session) {
    exchange.header("X-Hone-Step", step.toString());
    exchange.header("X-Hone-Session", session.toString());
  }

  public StepId id() {
    return begun().step();
  }

  /** Notes the first token, once. */
  public void sawFirstToken() {
    if (firstToken == 0) {
      firstToken = System.nanoTime() - arrived;
      metrics.firstToken(caller.tenant(), Duration.ofNanos(firstToken));
    }
  }

  /** Times up to now. */
  public StepResult.Timings timings() {
    long end = System.nanoTime() - arrived;
    return new StepResult.Timings(firstToken == 0 ? end : firstToken, end);
  }

  /** Keeps the answer; when this returns it is on disk and its end may be sent. */
  public void complete(StepResult result) {
    log.complete(id(), result);
    ended = true;
    admission.used(used(result));
    leave();
    metrics.committed(caller.tenant(), result.promptTokens(), result.completionTokens());
    if (sessionDone) {
      log.finish(begun().session());
    }
  }

  /** Keeps what there is of an answer that will not reach its end. */
  public void interrupt(@Nullable StepResult partial, String reason) {
    if (!ended) {
      ended = true;
      if (partial != null) {
        admission.used(used(partial));
      }
      leave();
      log.interrupt(id(), partial, reason);
      metrics.interrupted(caller.tenant());
    }
  }

  /** Before the end is sent: a caller that has it may call again at once. */
  private void leave() {
    admission.close();
  }

  /** Where nobody said what was used, a limit counts what it kept back for the prompt. */
  private long used(StepResult result) {
    long said = result.promptTokens() + result.completionTokens();
    return said > 0 ? said : bound.promptTokens();
  }

  /** Leaves no step open, whatever went wrong; the first failure is the one to report. */
  public void abandon(@Nullable StepResult partial, Throwable failure) {
    try {
      interrupt(partial, reason(failure));
    } catch (RuntimeException second) {
      if (second != failure) {
        failure.addSuppressed(second);
      }
    }
  }

  private static String reason(Throwable failure) {
    String kind =
        failure instanceof GatewayException known
            ? known.code().name()
            : failure.getClass().getSimpleName();
    return kind + ": " + failure.getMessage();
  }
}
