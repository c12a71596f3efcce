package dev.hone.gateway.transfer;

import static dev.hone.gateway.transfer.parquet.ParquetField.flag;
import static dev.hone.gateway.transfer.parquet.ParquetField.group;
import static dev.hone.gateway.transfer.parquet.ParquetField.many;
import static dev.hone.gateway.transfer.parquet.ParquetField.real;
import static dev.hone.gateway.transfer.parquet.ParquetField.text;
import static dev.hone.gateway.transfer.parquet.ParquetField.whole;

import dev.hone.gateway.capture.TokenJson;
import dev.hone.gateway.http.Json;
import dev.hone.gateway.transfer.parquet.ParquetField;
import dev.hone.store.StepRecord;
import dev.hone.store.StepResult;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Everything that is kept of each step: side lines, interrupted and superseded ones as well. */
final class HoneRows implements Rows {

  @Override
  public void make(
      List<KnownStep> all,
      Set<KnownStep> chosen,
      Consumer<ObjectNode> row,
      BiConsumer<KnownStep, String> leftOut) {
    all.stream().filter(chosen::contains).map(HoneRows::row).forEach(row);
  }

  private static ObjectNode row(KnownStep known) {
    StepRecord step = known.step();
    ObjectNode row =
        Json.object()
            .put("step", step.id().toString())
            .put("tenant", step.tenant().value())
            .put("session", step.session().toString())
            .put("turn", step.turn().toString())
            .put("index", step.index())
            .put("agent", step.agent().value())
            .put("user", step.user().value())
            .put("time", known.time().toString())
            .put("line", lower(step.line()))
            .put("status", lower(step.status()))
            .put("policy", step.policy())
            .put("version", step.version() == null ? null : step.version().toString())
            .put("engine", step.engine())
            .put("consent", step.consent())
            .put("superseded", step.superseded());
    ArrayNode lessons = row.putArray("lessons");
    step.lessons().forEach(lesson -> lessons.add(lesson.toString()));
    row.set("prompt", MessageJson.messages(step.prompt().messages()));
    row.set("tools", MessageJson.tools(step.prompt().tools()));
    StepResult result = step.result();
    if (result != null) {
      answer(row, result);
    }
    row.put("verdict", ExportQuery.Judged.of(known.verdict()).wireName());
    signals(row, known);
    return row;
  }

  private static void answer(ObjectNode row, StepResult result) {
    row.set("response", MessageJson.message(result.response()));
    row.put("finish_reason", result.finishReason())
        .put("usage_prompt_tokens", result.promptTokens())
        .put("usage_completion_tokens", result.completionTokens())
        .put("template_hash", result.templateHash())
        .put("untrainable", result.untrainable());
    TokenJson.into(row, result);
  }

  private static void signals(ObjectNode row, KnownStep known) {
    ArrayNode judgements = row.putArray("judgements");
    known
        .judgements()
        .forEach(
            one ->
                judgements
                    .addObject()
                    .put("event_id", one.eventId())
                    .put("source", one.source())
                    .put("verdict", lower(one.verdict()))
                    .put("votes", one.votes())
                    .put("hint", one.hint())
                    .put("reason", one.reason()));
    ArrayNode feedback = row.putArray("feedback");
    known
        .feedback()
        .forEach(
            one ->
                feedback
                    .addObject()
                    .put("event_id", one.eventId())
                    .put("verdict", one.verdict() == null ? null : lower(one.verdict()))
                    .put("score", one.score())
                    .put("comment", one.comment())
                    .put("demonstration", one.demonstration()));
    ArrayNode nextStates = row.putArray("next_states");
    known
        .nextStates()
        .forEach(
            one ->
                nextStates
                    .addObject()
                    .put("repeated", one.repeated())
                    .set("messages", MessageJson.messages(one.messages())));
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public List<ParquetField> schema() {
    return List.of(
        text("step"),
        text("tenant"),
        text("session"),
        text("turn"),
        whole("index"),
        text("agent"),
        text("user"),
        text("time"),
        text("line"),
        text("status"),
        text("policy"),
        text("version"),
        text("engine"),
        flag("consent"),
        flag("superseded"),
        many("lessons", text("lesson")),
        Columns.messages("prompt"),
        Columns.tools(),
        Columns.message("response"),
        text("finish_reason"),
        whole("usage_prompt_tokens"),
        whole("usage_completion_tokens"),
        text("template_hash"),
        text("untrainable"),
        many("prompt_token_ids", whole("id")),
        many("response_token_ids", whole("id")),
        many("logprobs", real("logprob")),
        many("version_spans", group("span", text("version"), whole("from"), whole("to"))),
        text("verdict"),
        many(
            "judgements",
            group(
                "judgement",
                text("event_id"),
                text("source"),
                text("verdict"),
                text("votes"),
                text("hint"),
                text("reason"))),
        many(
            "feedback",
            group(
                "one",
                text("event_id"),
                text("verdict"),
                real("score"),
                text("comment"),
                text("demonstration"))),
        many("next_states", group("state", flag("repeated"), Columns.messages("messages"))));
  }
}
