package dev.hone.gateway.transfer;

import dev.hone.core.Line;
import dev.hone.core.Verdict;
import dev.hone.core.chat.ChatMessage;
import dev.hone.core.chat.Role;
import dev.hone.store.Feedback;
import dev.hone.store.Judgement;
import dev.hone.store.StepLog;
import dev.hone.store.StepRecord;
import dev.hone.store.StepResult;
import dev.hone.store.TenantLedger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A step with everything that is known of it.
 *
 * @param beginnings names of the conversation up to each assistant message of the prompt, shortest
 *     first
 * @param conversation names the prompt with its answer; null without an answer
 */
record KnownStep(
    StepRecord step,
    Instant time,
    List<Judgement> judgements,
    List<Feedback> feedback,
    List<StepLog.NextState> nextStates,
    List<String> beginnings,
    @Nullable String conversation) {

  static KnownStep of(TenantLedger tenant, StepRecord step) {
    List<String> beginnings = new ArrayList<>();
    String before = "";
    for (ChatMessage message : step.prompt().messages()) {
      if (message.role() != Role.SYSTEM) {
        before = CallDigest.of(List.of(message), before);
        if (message.role() == Role.ASSISTANT) {
          beginnings.add(before);
        }
      }
    }
    StepResult result = step.result();
    return new KnownStep(
        step,
        LoggedBody.time(step),
        tenant.signals().judgements(step.id()),
        tenant.signals().feedback(step.id()),
        tenant.steps().nextStates(step.id()),
        List.copyOf(beginnings),
        result == null ? null : CallDigest.of(List.of(result.response()), before));
  }

  /** Whether the step can be learned from: an answered step of the agent's own reasoning. */
  boolean usable() {
    return step.status() == StepRecord.Status.COMPLETE
        && step.line() == Line.MAIN
        && step.consent();
  }

  /** Why it cannot. */
  String unusable() {
    if (step.status() != StepRecord.Status.COMPLETE) {
      return "not answered";
    }
    return step.line() == Line.MAIN ? "no consent" : "side line";
  }

  StepResult result() {
    return Objects.requireNonNull(step.result(), "a complete step has a result");
  }

  ChatMessage response() {
    return result().response();
  }

  /** The judgement that counts: the last known one of the most trusted source. */
  @Nullable Judgement judgement() {
    Judgement counting = null;
    for (Judgement one : judgements) {
      if (counting == null || trust(one) >= trust(counting)) {
        counting = one;
      }
    }
    return counting;
  }

  /** Feedback before a model before a rule; what is not known counts least. */
  private static int trust(Judgement judgement) {
    if (judgement.verdict() == Verdict.UNKNOWN) {
      return 0;
    }
    if (judgement.source().startsWith("feedback")) {
      return 3;
    }
    return judgement.source().startsWith("model") ? 2 : 1;
  }

  @Nullable Verdict verdict() {
    Judgement counting = judgement();
    return counting == null ? null : counting.verdict();
  }

  boolean judged(Verdict verdict) {
    return verdict() == verdict;
  }

  /** The answer as somebody said that it should have been, or null. */
  @Nullable ChatMessage demonstration() {
    ChatMessage last = null;
    for (Feedback one : feedback) {
      if (one.demonstration() != null) {
        last = ChatMessage.assistant(one.demonstration());
      }
    }
    return last;
  }

  /** The answer to learn from: the demonstration, or what was said unless that was bad. */
  @Nullable ChatMessage worthLearning() {
    ChatMessage shown = demonstration();
    if (shown != null) {
      return shown;
    }
    return judged(Verdict.BAD) ? null : response();
  }

  /** Whether this step goes on directly from the other one's answer. */
  boolean follows(KnownStep other) {
    return !beginnings.isEmpty() && beginnings.getLast().equals(other.conversation());
  }

  /** Whether this step's prompt holds the other one's conversation. */
  boolean extendsFrom(KnownStep other) {
    return other.conversation() != null && beginnings.contains(other.conversation());
  }
}
