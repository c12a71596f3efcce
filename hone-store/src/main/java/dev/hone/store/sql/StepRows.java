package dev.hone.store.sql;

import dev.hone.core.AgentId;
import dev.hone.core.Line;
import dev.hone.core.SessionId;
import dev.hone.core.StepId;
import dev.hone.core.TenantId;
import dev.hone.core.TurnId;
import dev.hone.core.UserId;
import dev.hone.core.VersionRef;
import dev.hone.core.chat.ChatMessage;
import dev.hone.core.chat.Prompt;
import dev.hone.store.StepRecord;
import dev.hone.store.StepRecord.Status;
import dev.hone.store.StepResult;
import dev.hone.store.StoreException;
import dev.hone.store.StoreException.Code;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads steps and puts their prompts together from the messages. */
final class StepRows {

  private static final String SELECT =
      "SELECT s.id, s.session, s.turn, s.number, s.agent, s.user_name, s.line, s.line_reason, s.status, s.policy,"
          + " s.version, s.engine, s.consent, s.prompt_head, s.frame, s.answer_head, s.superseded,"
          + " s.started, s.finish_reason, s.prompt_tokens, s.completion_tokens, s.template_hash,"
          + " s.untrainable, s.lesson_tokens_saved, s.first_token_ns, s.end_ns, s.lessons, s.spans,"
          + " r.body, r.response_ids, r.logprobs, r.prompt_ids FROM step s"
          + " LEFT JOIN step_response r ON r.tenant = s.tenant AND r.step = s.id ";

  private final Access access;
  private final TenantId tenant;

  StepRows(Access access, TenantId tenant) {
    this.access = access;
    this.tenant = tenant;
  }

  /** A row whose messages are not read yet. */
  private record Half(
      StepId id,
      SessionId session,
      TurnId turn,
      int number,
      AgentId agent,
      UserId user,
      Line line,
      @Nullable String lineReason,
      Status status,
      String policy,
      @Nullable VersionRef version,
      String engine,
      boolean consent,
      boolean superseded,
      Instant started,
      String lessons,
      byte @Nullable [] promptHead,
      byte[] frame,
      @Nullable Answer answer) {}

  private record Answer(
      byte[] head,
      byte[] body,
      int[] promptIds,
      int[] responseIds,
      float[] logprobs,
      String spans,
      String finishReason,
      long promptTokens,
      long completionTokens,
      String templateHash,
      @Nullable String untrainable,
      long lessonTokensSaved,
      long firstToken,
      long end) {}

  /**
   * Steps of the tenant.
   *
   * @param where what follows {@code FROM step s}; must name the tenant
   */
  List<StepRecord> list(Sql sql, String where, @Nullable Object... arguments) throws SQLException {
    List<Half> halves = sql.list(SELECT + where, this::half, arguments);
    List<StepRecord> steps = new ArrayList<>(halves.size());
    for (Half half : halves) {
      steps.add(whole(sql, half));
    }
    return steps;
  }

  private Half half(Row row) throws SQLException {
    String version = row.textOrNull("version");
    byte[] answerHead = row.bytesOrNull("answer_head");
    return new Half(
        new StepId(row.uuid("id")),
        new SessionId(row.uuid("session")),
        new TurnId(row.uuid("turn")),
        row.integer("number"),
        new AgentId(row.text("agent")),
        new UserId(row.text("user_name")),
        Line.valueOf(row.text("line")),
        row.textOrNull("line_reason"),
        Status.valueOf(row.text("status")),
        row.text("policy"),
        version == null ? null : VersionRef.parse(version),
        row.text("engine"),
        row.flag("consent"),
        row.flag("superseded"),
        row.instant("started"),
        row.text("lessons"),
        row.bytesOrNull("prompt_head"),
        row.bytes("frame"),
        answerHead == null ? null : answer(row, answerHead));
  }

  private static Answer answer(Row row, byte[] head) throws SQLException {
    return new Answer(
        head,
        row.bytes("body"),
        LittleEndian.ints(row.bytes("prompt_ids")),
        LittleEndian.ints(row.bytes("response_ids")),
        LittleEndian.floats(row.bytes("logprobs")),
        row.text("spans"),
        row.text("finish_reason"),
        row.number("prompt_tokens"),
        row.number("completion_tokens"),
        row.text("template_hash"),
        row.textOrNull("untrainable"),
        row.number("lesson_tokens_saved"),
        row.number("first_token_ns"),
        row.number("end_ns"));
  }

  private StepRecord whole(Sql sql, Half half) throws SQLException {
    return new StepRecord(
        half.id(),
        tenant,
        half.session(),
        half.turn(),
        half.number(),
        half.agent(),
        half.user(),
        half.line(),
        half.lineReason(),
        half.status(),
        half.policy(),
        half.version(),
        half.engine(),
        prompt(sql, half),
        access.json().lessons(half.lessons()),
        half.answer() == null ? null : result(sql, half.answer()),
        half.consent(),
        half.superseded(),
        half.started());
  }

  private Prompt prompt(Sql sql, Half half) throws SQLException {
    byte[] frame =
        sql.first(
                "SELECT body FROM prompt_frame WHERE tenant = ? AND hash = ?",
                row -> row.bytes("body"),
                tenant.value(),
                half.frame())
            .orElseThrow(() -> missing("frame", half.id().value()));
    List<ChatMessage> dialogue =
        half.promptHead() == null ? List.of() : dialogue(sql, half.promptHead());
    return Conversation.prompt(dialogue, access.json().frame(Packed.unpack(frame)));
  }

  private List<ChatMessage> dialogue(Sql sql, byte[] head) throws SQLException {
    return sql.list(
        "WITH RECURSIVE chain (previous, body, depth) AS ("
            + "SELECT previous, body, 0 FROM message WHERE tenant = ? AND hash = ?"
            + " UNION ALL SELECT m.previous, m.body, c.depth + 1 FROM chain c"
            + " JOIN message m ON m.tenant = ? AND m.hash = c.previous)"
            + " SELECT body FROM chain ORDER BY depth DESC",
        row -> access.json().message(Packed.unpack(row.bytes("body"))),
        tenant.value(),
        head,
        tenant.value());
  }

  private StepResult result(Sql sql, Answer answer) throws SQLException {
    ChatMessage response =
        sql.first(
                "SELECT body FROM message WHERE tenant = ? AND hash = ?",
                row -> access.json().message(Packed.unpack(row.bytes("body"))),
                tenant.value(),
                answer.head())
            .orElseThrow(() -> new StoreException(Code.CORRUPT, "an answer's message is missing"));
    return new StepResult(
        response,
        Packed.unpack(answer.body()),
        answer.promptIds(),
        answer.responseIds(),
        answer.logprobs(),
        access.json().spans(answer.spans()),
        answer.finishReason(),
        answer.promptTokens(),
        answer.completionTokens(),
        answer.templateHash(),
        answer.untrainable(),
        answer.lessonTokensSaved(),
        new StepResult.Timings(answer.firstToken(), answer.end()));
  }

  private static StoreException missing(String what, UUID step) {
    return new StoreException(
        Code.CORRUPT, "the " + what + " of step " + step + " is missing; restore the database");
  }
}
