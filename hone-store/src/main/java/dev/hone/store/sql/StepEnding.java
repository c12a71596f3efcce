package dev.hone.store.sql;

import dev.hone.core.Line;
import dev.hone.core.StepId;
import dev.hone.core.TenantId;
import dev.hone.store.Price;
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

  static final long DAY = Duration.ofDays(1).toMillis();

  /** Of an ordinary text in the tokenizers of today. */
  static final int BYTES_IN_TOKEN = 4;

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
      String user,
      String model,
      @Nullable Long inputPrice,
      @Nullable Long outputPrice,
      @Nullable Long promptBytes,
      byte @Nullable [] promptHead,
      @Nullable String interruptedBy) {}

  StepEnding(Access access, TenantId tenant, StepId step, @Nullable StepResult result) {
    this.access = access;
    this.tenant = tenant;
    this.step = step;
    this.result = result;
    this.response =
        result == null ? null : access.packed().pack(access.json().message(result.response()));
    this.responseBody = result == null ? null : access.packed().pack(result.responseBody());
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
    countUsage(transaction, opened, result, true);
  }

  /** Does nothing to a step that has ended already. */
  void interrupt(Transaction transaction, String reason) throws SQLException {
    Sql sql = transaction.sql();
    Optional<Opened> opened = opened(sql);
    if (opened.isEmpty()) {
      throw new StoreException(Code.NOT_FOUND, "there is no step " + step.value());
    }
    if (opened.get().status() != Status.OPEN) {
      return;
    }
    if (result != null) {
      writeResult(sql, opened.get(), result, Status.INTERRUPTED, reason);
      countUsage(transaction, opened.get(), result, false);
    } else {
      release(transaction, opened.get());
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
        "SELECT status, line, consent, agent, user_name, policy, input_price, output_price,"
            + " prompt_bound, prompt_head, interrupted_by FROM step"
            + " WHERE tenant = ? AND id = ?"
            + sql.dialect().forUpdate(),
        row ->
            new Opened(
                Status.valueOf(row.text("status")),
                Line.valueOf(row.text("line")),
                row.flag("consent"),
                row.text("agent"),
                row.text("user_name"),
                row.text("policy"),
                row.numberOrNull("input_price"),
                row.numberOrNull("output_price"),
                row.numberOrNull("prompt_bound"),
                row.bytesOrNull("prompt_head"),
                row.textOrNull("interrupted_by")),
        tenant.value(),
        step.value());
  }

  private void writeResult(
      Sql sql, Opened opened, StepResult result, Status status, @Nullable String reason)
      throws SQLException {
    byte[] answerHead = answerHead(sql, opened.promptHead(), result);
    sql.update(
        "INSERT INTO message (tenant, hash, previous, body) VALUES (?, ?, ?, ?)"
            + " ON CONFLICT (tenant, hash) DO NOTHING",
        tenant.value(),
        answerHead,
        opened.promptHead(),
        response);
    Used used = used(opened, result);
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
            + " trainable = ?, calls = ?, spent_tokens = ?, cost = ?, spans = ? WHERE tenant = ? AND id = ?",
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
        !result.response().toolCalls().isEmpty(),
        used.prompt() + used.completion(),
        used.cost(),
        spans,
        tenant.value(),
        step.value());
    sql.update(
        "INSERT INTO step_response (tenant, step, body, response_ids, logprobs, prompt_ids)"
            + " VALUES (?, ?, ?, ?, ?, ?)",
        tenant.value(),
        step.value(),
        responseBody,
        LittleEndian.of(result.responseIds()),
        LittleEndian.of(result.logprobs()),
        LittleEndian.of(result.promptIds()));
  }

  /** The key of the answer's message; without a dialogue before it, it is one's first message. */
  private byte[] answerHead(Sql sql, byte @Nullable [] promptHead, StepResult result)
      throws SQLException {
    if (promptHead != null) {
      byte[] hash = Conversation.after(Root.hash(promptHead), result.response());
      return Root.ofKey(promptHead).key(hash);
    }
    byte[] hash = Conversation.after(null, result.response());
    Root known = Root.find(sql, tenant, hash);
    return (known == null ? Root.make(sql, tenant, hash, access.now()) : known).key(hash);
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

  /** An answer that was broken off was paid for as far as it came. */
  private void countUsage(
      Transaction transaction, Opened opened, StepResult result, boolean complete) {
    Used used = used(opened, result);
    long day = access.clock().millis() / DAY;
    transaction.count(
        new Usage.Key(tenant, opened.agent(), day),
        new Usage.Amounts(
            complete ? 1 : 0,
            complete ? result.promptTokens() : 0,
            complete ? result.completionTokens() : 0,
            complete ? result.lessonTokensSaved() : 0,
            used.prompt() + used.completion(),
            used.cost()));
    transaction.count(
        new Usage.Spender(tenant, opened.user(), day, opened.agent(), opened.model()),
        new Usage.Spent(1, used.prompt(), used.completion(), used.cost()));
    release(transaction, opened);
  }

  private void release(Transaction transaction, Opened opened) {
    if (opened.promptBytes() != null) {
      transaction.release(tenant, step);
    }
  }

  private record Used(long prompt, long completion, long cost) {}

  /** Unknown is not zero: where nobody said what was used, the length of the texts does. */
  private static Used used(Opened opened, StepResult result) {
    long prompt = result.promptTokens();
    long completion = result.completionTokens();
    if (prompt == 0 && completion == 0 && opened.promptBytes() != null) {
      prompt = Math.ceilDiv(opened.promptBytes(), BYTES_IN_TOKEN);
      completion = Math.ceilDiv(result.response().content().length(), BYTES_IN_TOKEN);
    }
    Price price =
        opened.inputPrice() == null || opened.outputPrice() == null
            ? Price.FREE
            : new Price(opened.inputPrice(), opened.outputPrice());
    return new Used(prompt, completion, price.of(prompt, completion));
  }
}
