package dev.hone.store.sql;

import dev.hone.core.Line;
import dev.hone.core.StepId;
import dev.hone.core.TenantId;
import dev.hone.store.StepRecord.Status;
import dev.hone.store.StepResult;
import dev.hone.store.StoreException;
import dev.hone.store.StoreException.Code;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Ends one step: completes or interrupts it. */
final class StepEnding {

  private static final long DAY = Duration.ofDays(1).toMillis();

  private final Access access;
  private final TenantId tenant;
  private final StepId step;
  private final @Nullable StepResult result;
  // Made on the caller's thread.
  private final byte @Nullable [] response;
  private final byte @Nullable [] responseBody;
  private final @Nullable String spans;

  private record Opened(
      Status status,
      Line line,
      boolean consent,
      String agent,
      byte @Nullable [] promptHead,
      @Nullable String interruptedBy) {}

  StepEnding(Access access, TenantId tenant, StepId step, @Nullable StepResult result) {
    this.access = access;
    this.tenant = tenant;
    this.step = step;
    this.result = result;
    this.response = result == null ? null : Packed.pack(access.json().message(result.response()));
    this.responseBody = result == null ? null : Packed.pack(result.responseBody());
    this.spans = result == null ? null : access.json().spans(result.spans());
  }

  void complete(Transaction transaction) throws SQLException {
    Sql sql = transaction.sql();
    Opened opened =
        opened(sql)
            .orElseThrow(
                () -> new StoreException(Code.NOT_FOUND, "there is no step " + step.value()));
    if (opened.status() == Status.INTERRUPTED && Presence.SILENT.equals(opened.interruptedBy())) {
      throw new StoreException(
          Code.FENCED,
          "step "
              + step.value()
              + " was ended by another process, because this one was silent for too long");
    }
    if (opened.status() != Status.OPEN) {
      throw new StoreException(
          Code.CONFLICT, "step " + step.value() + " is " + opened.status() + " already");
    }
    if (result == null) {
      throw new IllegalStateException("a step is completed with a result");
    }
    writeResult(sql, opened, result, Status.COMPLETE, null);
    countUsage(transaction, opened.agent(), result);
  }

  /** Does nothing to a step that has ended already. */
  void interrupt(Sql sql, String reason) throws SQLException {
    Optional<Opened> opened = opened(sql);
    if (opened.isEmpty()) {
      throw new StoreException(Code.NOT_FOUND, "there is no step " + step.value());
    }
    if (opened.get().status() != Status.OPEN) {
      return;
    }
    if (result != null) {
      writeResult(sql, opened.get(), result, Status.INTERRUPTED, reason);
    } else {
      sql.update(
          "UPDATE step SET status = 'INTERRUPTED', interrupted_by = ?, ended = ?"
              + " WHERE tenant = ? AND id = ?",
          reason,
          access.now(),
          tenant.value(),
          step.value());
    }
  }

  private Optional<Opened> opened(Sql sql) throws SQLException {
    return sql.first(
        "SELECT status, line, consent, agent, prompt_head, interrupted_by FROM step"
            + " WHERE tenant = ? AND id = ?"
            + sql.dialect().forUpdate(),
        row ->
            new Opened(
                Status.valueOf(row.text("status")),
                Line.valueOf(row.text("line")),
                row.flag("consent"),
                row.text("agent"),
                row.bytesOrNull("prompt_head"),
                row.textOrNull("interrupted_by")),
        tenant.value(),
        step.value());
  }

  private void writeResult(
      Sql sql, Opened opened, StepResult result, Status status, @Nullable String reason)
      throws SQLException {
    byte[] answerHead = Conversation.after(opened.promptHead(), result.response());
    sql.update(
        "INSERT INTO message (tenant, hash, previous, body) VALUES (?, ?, ?, ?)"
            + " ON CONFLICT (tenant, hash) DO NOTHING",
        tenant.value(),
        answerHead,
        opened.promptHead(),
        response);
    String untrainable = untrainable(result);
    boolean trainable =
        status == Status.COMPLETE
            && opened.line() == Line.MAIN
            && opened.consent()
            && untrainable == null
            && result.responseIds().length > 0;
    sql.update(
        "UPDATE step SET status = ?, interrupted_by = ?, ended = ?, answer_head = ?,"
            + " finish_reason = ?, prompt_tokens = ?, completion_tokens = ?, template_hash = ?,"
            + " untrainable = ?, lesson_tokens_saved = ?, first_token_ns = ?, end_ns = ?,"
            + " trainable = ?, spans = ?, response_body = ?, response_ids = ?, logprobs = ?,"
            + " prompt_ids = ? WHERE tenant = ? AND id = ?",
        status,
        reason,
        access.now(),
        answerHead,
        result.finishReason(),
        result.promptTokens(),
        result.completionTokens(),
        result.templateHash(),
        untrainable,
        result.lessonTokensSaved(),
        result.timings().firstToken(),
        result.timings().end(),
        trainable,
        spans,
        responseBody,
        LittleEndian.of(result.responseIds()),
        LittleEndian.of(result.logprobs()),
        LittleEndian.of(result.promptIds()),
        tenant.value(),
        step.value());
  }

  /** A step with tokens but without one log-probability for each is kept, but not trained on. */
  private static @Nullable String untrainable(StepResult result) {
    if (result.untrainable() == null && result.logprobs().length != result.responseIds().length) {
      return result.logprobs().length
          + " log-probs for "
          + result.responseIds().length
          + " response tokens";
    }
    return result.untrainable();
  }

  private void countUsage(Transaction transaction, String agent, StepResult result) {
    transaction.count(
        new Usage.Key(tenant, agent, access.clock().millis() / DAY),
        new Usage.Amounts(
            1, result.promptTokens(), result.completionTokens(), result.lessonTokensSaved()));
  }
}
